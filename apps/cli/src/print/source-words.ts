import type { Job } from '../client/shapes.ts'

/** What a clip is made from, a line each: the clip to edit or extend, and every image with its place among them. */
export function sourceWords({ params }: Pick<Job, 'params'>): [name: string, link: string][] {
  const { image_urls: images, video_url: video } = params
  return [
    ...(video === null ? [] : [['source', linkWords(video)] satisfies [string, string]]),
    ...images.map((link, index): [string, string] => [
      images.length === 1 ? 'image' : `image ${index + 1}/${images.length}`,
      linkWords(link),
    ]),
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
