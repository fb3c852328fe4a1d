import { Readable } from 'node:stream'
import type { ReadOutcome, Store } from '@reelkeep/archive'
import type { Clip } from '@reelkeep/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound, rangeNotSatisfiable, unavailable } from '../../errors.ts'

/** Sends the clip's own bytes, or the range that is asked for, so that a player can seek. */
export async function sendClip(
  store: Store,
  request: FastifyRequest,
  reply: FastifyReply,
  clip: Clip,
  isDownload: boolean,
): Promise<FastifyReply> {
  const etag = `"${clip.sha256}"`
  reply.headers({
    'accept-ranges': 'bytes',
    etag,
    'last-modified': clip.archivedAt.toUTCString(),
    // A clip never changes; only who may see it does.
    'cache-control': 'private, max-age=3600',
    'content-disposition': `${isDownload ? 'attachment' : 'inline'}; filename="${clipFileName(clip)}"`,
  })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  if (request.method === 'HEAD') {
    // An empty stream: for anything else the framework would state the length of what it is given.
    return reply.type(clip.contentType).header('content-length', clip.bytes).send(Readable.from([]))
  }
  const found = await readFromStore(store, reply, clip, rangeOf(request, etag))
  switch (found.outcome) {
    case 'missing':
      throw notFound('clip', clip.key)
    case 'bad-range':
      reply.header('content-range', `bytes */${clip.bytes}`)
      throw rangeNotSatisfiable(clip.bytes)
    case 'bytes':
      if (found.contentRange !== null) reply.header('content-range', found.contentRange)
      return reply
        .code(found.status)
        .type(clip.contentType)
        .header('content-length', found.bytes)
        .send(found.body)
  }
}

/** The last part of the key, whose characters are safe in a header and on any disk. */
export function clipFileName(clip: Clip): string {
  return clip.key.split('/').at(-1) ?? 'clip.mp4'
}

async function readFromStore(
  store: Store,
  reply: FastifyReply,
  clip: Clip,
  range: string | undefined,
): Promise<ReadOutcome> {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  try {
    return await store.read(clip.key, range, gone.signal)
  } catch (error) {
    throw unavailable('store_unavailable', 'The store of clips is away. Try again.', 5, error)
  }
}

/** One plain range. Several ranges, other units, and ranges of another version of the clip get the whole clip. */
function rangeOf(request: FastifyRequest, etag: string): string | undefined {
  const { range } = request.headers
  const ifRange = request.headers['if-range']
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined
  return /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/.test(range) ? range : undefined
}
