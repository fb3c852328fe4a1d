import {
  imageLinkProblem,
  isLocalImagePath,
  type JobWish,
  type Problem,
  referencedImage,
} from '@reelkeep/core'
import { findReferenceImages, type ReferenceImage, readImageMap, readStandingBatch } from '@reelkeep/db'
import { contentHashOf } from '../batches/content-hash.ts'
import type { Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { invalidValue } from '../errors.ts'
import { settleWish, type WishSettlement } from '../settle-wish.ts'
import { judgeUploads } from './judge-uploads.ts'
import { createLinkLook, type LinkVerdict } from './look-behind-links.ts'

/** Judges the images of rows: those that were uploaded, and those behind links, which are looked at once each. */
export type ImageDesk = {
  /** The wish with a reference in place of each path that the caller's map names. */
  translate(wish: JobWish): JobWish
  /** Finds out what `judge` will be asked about these wishes. */
  lookUp(wishes: readonly JobWish[]): Promise<void>
  judge(wish: JobWish, settlement: WishSettlement): ImageJudgement
  /** Paths of files of the caller's own that were met, each once. */
  localPaths(): readonly string[]
}

export type ImageJudgement = { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] }

export type ImageOrder = {
  /** The batch that the rows may stand in already; null: none. */
  readonly batch: { readonly name: string; readonly retry: 'safe' | 'all' } | null
  /** The id of a map from paths to references; null: none. */
  readonly images: string | null
  /** Null: as each upstream is configured. */
  readonly checkImages: boolean | null
  /** For all links together, in milliseconds. */
  readonly patienceMs: number
}

/** More of them is no batch, and the answer must end somewhere. */
const localPathsMax = 10_000
const nothing: ImageJudgement = { problems: [], warnings: [] }

export async function openImageDesk(
  { batch, images, checkImages, patienceMs }: ImageOrder,
  caller: Pick<Caller, 'ownerId' | 'limits'>,
  deps: Pick<AppDeps, 'db' | 'store' | 'config' | 'imageLinks'>,
): Promise<ImageDesk> {
  const { db, store, config } = deps
  const { ownerId } = caller
  const references = await readMap(images, ownerId, deps)
  const links = createLinkLook(deps, patienceMs)
  const uploads = new Map<string, ReferenceImage | null>()
  const localPaths = new Set<string>()
  let verdicts: ReadonlyMap<string, LinkVerdict> = new Map()
  let standing: ReadonlySet<string> | null = null

  /** What is neither bought nor sent again is not judged: its links may be long dead. */
  const isBought = (wish: JobWish, settlement: WishSettlement): boolean =>
    !settlement.ok || standing?.has(contentHashOf(settlement.settled, wish.upstream)) !== true

  const isChecked = ({ upstream: name }: JobWish): boolean =>
    checkImages ??
    config.upstreams.find(({ rules }) => rules.name === (name ?? config.defaultUpstream))?.checkImages ??
    false

  return {
    translate: (wish) => {
      if (wish.imageUrls.length === 0) return wish
      const imageUrls = wish.imageUrls.map((link) =>
        // A row may name `constructor`, which every object answers to.
        references !== null && Object.hasOwn(references, link) ? (references[link] ?? link) : link,
      )
      for (const link of imageUrls) {
        if (isLocalImagePath(link) && localPaths.size < localPathsMax) localPaths.add(link)
      }
      return { ...wish, imageUrls }
    },
    lookUp: async (wishes) => {
      const withImages = wishes.filter(({ imageUrls }) => imageUrls.length > 0)
      if (withImages.length === 0) return
      if (batch !== null) standing ??= await standingHashes(deps, ownerId, batch)
      const bought = withImages.filter((wish) =>
        isBought(wish, settleWish(wish, config.upstreams, config.defaultUpstream, caller.limits)),
      )
      const hashes = bought.flatMap(({ imageUrls }) =>
        imageUrls.flatMap((link) => referencedImage(link) ?? []),
      )
      const unknown = hashes.filter((hash) => !uploads.has(hash))
      if (unknown.length > 0) {
        const found = await findReferenceImages(db, { ownerId, hashes: unknown })
        for (const hash of unknown) uploads.set(hash, found.get(hash) ?? null)
      }
      const toLookAt = bought.filter(isChecked).flatMap(({ imageUrls }) => imageUrls.filter(isPublicLink))
      if (toLookAt.length > 0) verdicts = await links.look(toLookAt)
    },
    judge: (wish, settlement) => {
      if (wish.imageUrls.length === 0 || !isBought(wish, settlement)) return nothing
      const judged = isChecked(wish) ? judgeLinks(wish.imageUrls, verdicts) : nothing
      const problems = [...judgeUploads(wish, settlement, uploads, store), ...judged.problems]
      return { problems, warnings: judged.warnings }
    },
    localPaths: () => [...localPaths],
  }
}

async function readMap(id: string | null, ownerId: Caller['ownerId'], { db }: Pick<AppDeps, 'db'>) {
  if (id === null) return null
  const map = await readImageMap(db, { ownerId, id })
  if (map !== null) return map
  throw invalidValue(
    'images',
    'images_not_known',
    `There is no map of images ${id.slice(0, 60)}; POST /v1/uploads/maps gives its id.`,
  )
}

/** The content of rows that stand under the name and that this post does not buy again. */
async function standingHashes(
  { db }: Pick<AppDeps, 'db'>,
  ownerId: Caller['ownerId'],
  { name, retry }: NonNullable<ImageOrder['batch']>,
): Promise<ReadonlySet<string>> {
  const batch = await readStandingBatch(db, { ownerId, name })
  const kept = (batch?.rows ?? []).filter(({ state, failure }) => {
    if (state !== 'failed') return true
    return retry === 'safe' && !(failure?.retryable === true && failure.charged === 'no')
  })
  return new Set(kept.flatMap(({ contentHash }) => contentHash ?? []))
}

function isPublicLink(link: string): boolean {
  return link.startsWith('https:') && imageLinkProblem(link, false) === null
}

function judgeLinks(
  imageUrls: readonly string[],
  verdicts: ReadonlyMap<string, LinkVerdict>,
): ImageJudgement {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  for (const [index, link] of imageUrls.entries()) {
    const verdict = verdicts.get(link)
    if (verdict === undefined || verdict.outcome === 'image') continue
    const { code, fix } = words[verdict.outcome]
    const found = { path: `image_urls[${index}]`, code, message: `${verdict.message}; ${fix}` }
    if (verdict.outcome === 'unchecked') warnings.push(found)
    else problems.push(found)
  }
  return { problems, warnings }
}

const correct = 'correct the link, or send check_images=false if you know that the upstream can open it'

const words: Readonly<Record<Exclude<LinkVerdict['outcome'], 'image'>, { code: string; fix: string }>> = {
  not_an_image: { code: 'image_not_an_image', fix: correct },
  missing: { code: 'image_not_found', fix: correct },
  refused: { code: 'image_link_refused', fix: correct },
  unreachable: {
    code: 'image_unreachable',
    fix: 'try again, or send check_images=false if you know that the upstream can open it',
  },
  unchecked: { code: 'image_not_checked', fix: 'send it again to have the rest looked at as well' },
}
