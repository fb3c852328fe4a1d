import { chooseImageWay, type ImageWay, type Store } from '@reelkeep/archive'
import { findModel, type JobWish, modeOf, type Problem, referencedImage } from '@reelkeep/core'
import type { ReferenceImage } from '@reelkeep/db'
import type { SettledWish, WishSettlement } from '../settle-wish.ts'

/** What is wrong with the uploaded images of a row: not there, or there and no way for the upstream to have them. */
export function judgeUploads(
  wish: JobWish,
  settlement: WishSettlement,
  uploads: ReadonlyMap<string, ReferenceImage | null>,
  store: Pick<Store, 'settings'>,
): Problem[] {
  const problems: Problem[] = []
  const known: { readonly path: string; readonly image: ReferenceImage }[] = []
  for (const [index, link] of wish.imageUrls.entries()) {
    const hash = referencedImage(link)
    if (hash === null) continue
    const path = `image_urls[${index}]`
    const image = uploads.get(hash) ?? null
    if (image !== null) known.push({ path, image })
    else {
      const message = `no image of yours has the reference ${link}; send the image to POST /v1/uploads first`
      problems.push({ path, code: 'image_not_uploaded', message })
    }
  }
  // Which way they go depends on the model, so that a row with another problem hears of it later.
  if (known.length === 0 || !settlement.ok) return problems
  const way = wayOf(settlement.settled, store)
  if (way.way === 'none') {
    problems.push(...known.map(({ path }) => ({ path, code: way.code, message: way.why })))
  }
  if (way.way === 'data')
    problems.push(
      ...tooLarge(
        wish,
        known.map(({ image }) => image),
        settlement.settled,
      ),
    )
  return problems
}

function wayOf(
  { upstream: { rules, profile, baseUrl }, model, operation, params }: SettledWish,
  { settings: store }: Pick<Store, 'settings'>,
): ImageWay {
  const mode = modeOf({ operation, imageUrls: params.imageUrls })
  const base64 = findModel(profile.models, model)?.modes[mode]?.images.base64 ?? false
  const { deadlineMs } = rules.planFor(model, params.durationS)
  const { name, simulated } = rules
  return chooseImageWay({ store, upstream: { name, simulated, baseUrl, base64, deadlineMs } })
}

function tooLarge(
  { imageUrls }: JobWish,
  images: readonly ReferenceImage[],
  { upstream: { rules, profile } }: SettledWish,
): Problem[] {
  const given = imageUrls.filter((link) => link.startsWith('data:'))
  const bytes =
    given.reduce((sum, link) => sum + link.length, 0) +
    images.reduce((sum, image) => sum + dataLinkBytes(image), 0)
  if (bytes <= profile.maxRequestBytes) return []
  const message = `the store is not public, so that uploaded images go inside the request: they make ${bytes} bytes there, and a request to ${rules.name} may have ${profile.maxRequestBytes} (profile ${profile.name}); set S3_PUBLIC_ENDPOINT, or make the images smaller`
  return [
    {
      path: 'image_urls',
      code: 'images_too_large',
      message,
      allowed: [`0 to ${profile.maxRequestBytes} bytes`],
    },
  ]
}

function dataLinkBytes({ contentType, bytes }: ReferenceImage): number {
  return `data:${contentType};base64,`.length + 4 * Math.ceil(bytes / 3)
}
