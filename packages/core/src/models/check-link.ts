import type { VideoRule } from './capability.ts'
import { isLocalImagePath, meansReference, referencedImage } from './image-reference.ts'

const maxLinkLength = 2048
const orData = ', or the image itself as base64 (data:image/png;base64,…)'

/** What is wrong with the link of an image, or null. It is only read here, never followed; whether a reference is known is not asked. */
export function imageLinkProblem(
  link: string,
  base64: boolean,
): { readonly code: string; readonly message: string } | null {
  if (meansReference(link)) {
    if (referencedImage(link) !== null) return null
    const message =
      'a reference must be upload: and the SHA-256 of the image, 64 small letters and digits, as POST /v1/uploads gives it back'
    return { code: 'image_reference_not_valid', message }
  }
  if (isLocalImagePath(link)) {
    const message = `must be a public https:// link${base64 ? orData : ''}; a file of your own goes to POST /v1/uploads, and the reference that comes back goes here (reelkeep submit does both)`
    return { code: 'image_local_path', message }
  }
  const message = unusable(link, base64)
  return message === null ? null : { code: 'image_not_usable', message }
}

/** What is wrong with a link that upstreams are to fetch themselves, or with data; null: nothing that can be seen. */
function unusable(link: string, base64: boolean): string | null {
  if (!link.startsWith('data:')) return publicLinkProblem(link, base64 ? orData : '')
  if (!base64) return 'this model takes public https links only, no base64 data'
  return /^data:image\/(png|jpeg|webp);base64,/.test(link)
    ? null
    : 'a data link must hold base64 PNG, JPEG or WebP'
}

/** What is wrong with the link of a source clip, or null. Its path is what must end in `.mp4`: a signed link has a query behind. */
export function videoLinkProblem(link: string, rule: VideoRule): string | null {
  const problem = publicLinkProblem(link)
  if (problem !== null || rule.endsWith === null) return problem
  const path = URL.parse(link)?.pathname ?? ''
  return path.endsWith(rule.endsWith) ? null : `must be a link that ends in ${rule.endsWith}`
}

/** Bytes that data links add to a request; they are plain ASCII. */
export function dataLinkBytes(links: readonly string[]): number {
  return links.reduce((bytes, link) => (link.startsWith('data:') ? bytes + link.length : bytes), 0)
}

/** `otherwise` says what would do instead of a link. */
function publicLinkProblem(link: string, otherwise = ''): string | null {
  if (link.length > maxLinkLength) return `a link may have ${maxLinkLength} characters at most`
  const url = URL.parse(link)
  if (url === null || url.protocol !== 'https:') return `must be a public https:// link${otherwise}`
  if (url.username !== '' || url.password !== '') return 'a link must not carry a user name or password'
  if (url.port !== '') return 'a link must use the standard https port'
  if (isAddress(url.hostname)) return 'a link must name a public host, not an address'
  return null
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname) || !hostname.includes('.')
}
