import type { Job } from '../api/types.ts'

/** Where it is made, from what but text, and with which values; what its mode does not take is left out. */
export function askedWords({ upstream, model, operation, params }: Job): string {
  const { duration, aspect_ratio, resolution } = params
  return [
    upstream,
    model,
    sourceWords(operation, params.image_urls.length),
    duration === null ? null : `${operation === 'extend' ? '+' : ''}${duration} s`,
    aspect_ratio,
    resolution,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function sourceWords(operation: string, images: number): string | null {
  if (operation !== 'generate') return operation
  if (images === 0) return null
  return images === 1 ? 'from an image' : `from ${images} references`
}

/** The clip to edit or extend, and every image with its place among them. */
export function linksOf({ params }: Pick<Job, 'params'>): { readonly name: string; readonly link: string }[] {
  const { image_urls: images, video_url: video } = params
  return [
    ...(video === null ? [] : [{ name: 'Source clip', link: linkWords(video) }]),
    ...images.map((link, index) => ({
      name: images.length === 1 ? 'Image' : `Image ${index + 1} of ${images.length}`,
      link: linkWords(link),
    })),
  ]
}

/** Host and path: what stands behind them may be a signature. Of an image sent along, only what it is. */
function linkWords(link: string): string {
  if (link.startsWith('data:')) {
    return `${/^data:([^;,]{0,40})/.exec(link)?.[1] || 'data'} in the request, ${link.length} characters`
  }
  const url = URL.parse(link)
  return url === null ? (link.split(/[?#]/)[0] ?? '') : url.host + url.pathname
}

/** What the upstream says it has made; null: it says nothing. */
export function reportedWords({ reported }: Job): string | null {
  const duration = reported.duration_s === null ? null : `${reported.duration_s} s`
  return [reported.model, duration].filter((part) => part !== null).join(' · ') || null
}

/** "take 2 of 3"; null: its row has one clip. */
export function takeWords({ take }: Pick<Job, 'take'>): string | null {
  return take === null ? null : `take ${take.number} of ${take.of}`
}
