import { type Mode, type ModelCapability, sourceWords } from './capability.ts'
import { dataLinkBytes, imageLinkProblem } from './check-link.ts'
import { type AskedRender, type Problem, purposeOf, saidBy } from './render-wish.ts'

/** How many images, each link, and together no more than a request may have. */
export function checkImages({
  wish: { imageUrls },
  rules: { images },
  mode,
  capability,
  where,
}: AskedRender): Problem[] {
  const said = saidBy({ source: sourceWords(capability) }, where)
  const problems: Problem[] = []
  if (imageUrls.length < images.min || imageUrls.length > images.max) {
    const fewest = fewestImages(capability, mode, images.min)
    const takes = images.max === 0 ? 'no images' : `${fewest} to ${images.max} images`
    const purpose = mode === 'references' ? 'as references' : purposeOf(mode)
    problems.push({
      path: 'image_urls',
      code: 'too_many_images',
      message: `${capability.model} at ${where.upstream} takes ${takes} ${purpose} (asked: ${imageUrls.length})${said}`,
      allowed: [images.max === 0 ? 0 : `${fewest} to ${images.max}`],
    })
  }
  for (const [index, imageUrl] of imageUrls.entries()) {
    const problem = imageLinkProblem(imageUrl, images.base64)
    if (problem === null) continue
    const message = `${problem.message}${said}`
    problems.push({ path: `image_urls[${index}]`, code: problem.code, message })
  }
  const bytes = dataLinkBytes(imageUrls)
  const { maxRequestBytes } = where.profile
  if (bytes > maxRequestBytes) {
    problems.push({
      path: 'image_urls',
      code: 'images_too_large',
      message: `the images as data links make ${bytes} bytes, and a request to ${where.upstream} may have ${maxRequestBytes} (profile ${where.profile.name}); give public links instead`,
      allowed: [`0 to ${maxRequestBytes} bytes`],
    })
  }
  return problems
}

/** A generation with fewer images is another mode, and may be right as well. */
function fewestImages({ modes }: ModelCapability, mode: Mode, min: number): number {
  if (mode === 'edit' || mode === 'extend') return min
  return Math.min(min, modes.text?.images.min ?? min, modes.image?.images.min ?? min)
}
