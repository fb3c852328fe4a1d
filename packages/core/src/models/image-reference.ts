/** How a row names an image of its owner that lies in the bucket: by the SHA-256 of its bytes, so that the same image is the same row. */
const referencePrefix = 'upload:'

export function imageReferenceOf(sha256: string): string {
  return `${referencePrefix}${sha256}`
}

/** The SHA-256 that a link names in lower-case hex; null: the link is no reference, or is not spelled as one. */
export function referencedImage(link: string): string | null {
  const sha256 = link.startsWith(referencePrefix) ? link.slice(referencePrefix.length) : ''
  return isSha256(sha256) ? sha256 : null
}

export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** Looks like a reference, whether or not it is one. */
export function meansReference(link: string): boolean {
  return link.toLowerCase().startsWith(referencePrefix)
}

const imageEnding = /\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif|heic|svg)$/i

/** Whether a text reads as the path of an image on the caller's own disk: no scheme, no host, an image's ending. */
export function isLocalImagePath(text: string): boolean {
  if (/^file:/i.test(text)) return true
  // One letter and a colon is a drive.
  if (/^[a-z][a-z0-9+.-]+:/i.test(text) || /^(?:\/\/|www\.)/i.test(text)) return false
  return imageEnding.test(text)
}
