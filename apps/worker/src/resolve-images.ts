import { createHash } from 'node:crypto'
import { chooseImageWay, type ImageWay, type Store } from '@reelkeep/archive'
import { findModel, type Job, type JobEvent, modeOf, referencedImage } from '@reelkeep/core'
import { type Database, findReferenceImages, type ReferenceImage } from '@reelkeep/db'
import type { UpstreamSettings } from '@reelkeep/upstreams'
import { describeError } from './log.ts'

/** A job's images as its upstream can open them. They hold signed links: for the request, and for nothing else. */
export type ResolvedImages =
  | { readonly outcome: 'ready'; readonly imageUrls: readonly string[] }
  /** Nothing was sent, and this says why. */
  | {
      readonly outcome: 'unsent'
      readonly event: Extract<JobEvent, { type: 'submit-not-sent' | 'submit-impossible' }>
    }

export type ResolveImages = (job: Job, settings: UpstreamSettings) => Promise<ResolvedImages>

/** Few calls of our own store; longer than this it is away. */
const storeTimeoutMs = 20_000

/**
 * Turns references to uploaded images into links that outlive the task, or into the images themselves. An object that is
 * gone is noticed here, before the request is paid for.
 */
export function createImageResolver(
  db: Database,
  store: Pick<Store, 'settings' | 'read' | 'presignGet'>,
): ResolveImages {
  return async (job, settings) => {
    const { imageUrls } = job.params
    const hashes = imageUrls.flatMap((link) => referencedImage(link) ?? [])
    if (hashes.length === 0) return { outcome: 'ready', imageUrls }
    const way = wayOf(job, settings, store)
    if (way.way === 'none') return impossible('misconfigured', way.why)
    const signal = AbortSignal.timeout(storeTimeoutMs)
    try {
      const known = await findReferenceImages(db, { ownerId: job.ownerId, hashes })
      const links = await Promise.all(
        imageUrls.map(async (link) => {
          const hash = referencedImage(link)
          if (hash === null) return link
          const image = known.get(hash)
          return image === undefined ? null : linkTo(image, way, store, signal)
        }),
      )
      const missing = imageUrls.filter((_, index) => links[index] === null)
      if (missing.length > 0) {
        return impossible('image_missing', `${missing.join(', ')}: the bucket has no such object`)
      }
      return checked(
        links.filter((link) => link !== null),
        settings,
      )
    } catch (error) {
      // A moment later the database or the store may answer; the upstream had no part in it.
      const { name, message } = describeError(error)
      return {
        outcome: 'unsent',
        event: { type: 'submit-not-sent', message: `uploaded images could not be read: ${name}: ${message}` },
      }
    }
  }
}

type Way = Exclude<ImageWay, { way: 'none' }>

function wayOf(
  job: Job,
  { rules, profile, baseUrl }: UpstreamSettings,
  store: Pick<Store, 'settings'>,
): ImageWay {
  const { operation, params, model } = job
  const mode = modeOf({ operation, imageUrls: params.imageUrls })
  const base64 = findModel(profile.models, model)?.modes[mode]?.images.base64 ?? false
  const { deadlineMs } = rules.planFor(model, params.durationS)
  const { name, simulated } = rules
  return chooseImageWay({
    store: store.settings,
    upstream: { name, simulated, baseUrl, base64, deadlineMs },
  })
}

/** Null: it is gone, or is not what was uploaded. */
async function linkTo(
  image: ReferenceImage,
  way: Way,
  store: Pick<Store, 'read' | 'presignGet'>,
  signal: AbortSignal,
): Promise<string | null> {
  const { objectKey, contentType, sha256, bytes } = image
  if (way.way === 'link') {
    // Not a HEAD: without a body, a store that is away cannot be told from an object that is.
    const object = await store.read(objectKey, 'bytes=0-0', signal)
    if (object.outcome !== 'bytes') return null
    object.body.destroy()
    const total = Number(/\/(\d+)$/.exec(object.contentRange ?? '')?.[1] ?? object.bytes)
    if (total !== bytes) return null
    return store.presignGet(objectKey, { expiresInS: way.expiresInS, type: contentType })
  }
  const object = await store.read(objectKey, undefined, signal)
  if (object.outcome !== 'bytes' || object.bytes !== bytes) {
    if (object.outcome === 'bytes') object.body.destroy()
    return null
  }
  const pieces: Buffer[] = []
  for await (const piece of object.body) pieces.push(piece)
  const body = Buffer.concat(pieces)
  if (createHash('sha256').update(body).digest('hex') !== sha256) return null
  return `data:${contentType};base64,${body.toString('base64')}`
}

/** Looked at when the row was taken in as well; the limit may be another one since. */
function checked(imageUrls: readonly string[], { rules, profile }: UpstreamSettings): ResolvedImages {
  const bytes = imageUrls.reduce((sum, link) => sum + (link.startsWith('data:') ? link.length : 0), 0)
  if (bytes <= profile.maxRequestBytes) return { outcome: 'ready', imageUrls }
  return impossible(
    'misconfigured',
    `the images make ${bytes} bytes inside the request, and a request to ${rules.name} may have ${profile.maxRequestBytes}; make the store public, or the images smaller`,
  )
}

function impossible(reason: 'image_missing' | 'misconfigured', message: string): ResolvedImages {
  return { outcome: 'unsent', event: { type: 'submit-impossible', reason, message } }
}
