import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallCounts } from '../call-counts.ts'
import type { Clip } from '../clips/clip-shelf.ts'
import { readByteRange } from '../http/byte-range.ts'

/** The file as it should be: whole or the asked range. */
export function serveClip(
  request: IncomingMessage,
  response: ServerResponse,
  calls: CallCounts,
  clip: Clip,
): void {
  const etag = `"${clip.sha256}"`
  const ifRange = request.headers['if-range']
  const wanted = ifRange === undefined || ifRange === etag ? request.headers.range : undefined
  const range = readByteRange(wanted, clip.sizeBytes)
  if (range.outcome === 'unsatisfiable') {
    calls.count('download', 416)
    response.writeHead(416, { 'content-range': `bytes */${clip.sizeBytes}`, 'content-length': 0 }).end()
    return
  }
  const whole = range.outcome === 'whole'
  const { first, last } = whole ? { first: 0, last: clip.sizeBytes - 1 } : range
  calls.count('download', whole ? 200 : 206)
  response.writeHead(whole ? 200 : 206, {
    'content-type': 'video/mp4',
    'content-length': last - first + 1,
    'accept-ranges': 'bytes',
    etag,
    ...(whole ? {} : { 'content-range': `bytes ${first}-${last}/${clip.sizeBytes}` }),
  })
  if (request.method !== 'HEAD') for (const part of slice(clip, first, last)) response.write(part)
  response.end()
}

function slice(clip: Clip, first: number, last: number): Buffer[] {
  let offset = 0
  return clip.parts.flatMap((part) => {
    const from = Math.max(first - offset, 0)
    const to = Math.min(last - offset + 1, part.length)
    offset += part.length
    return from < to ? [part.subarray(from, to)] : []
  })
}
