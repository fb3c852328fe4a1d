import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { aSubmission, createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultDownloadLimits, openStore, readStoreSettings, type Store } from '../src/index.ts'
import { type Answer, type ArchiveFrom, archiveFrom as archiveFromMedia } from './archive-from.ts'
import { clip, padded } from './media-server.ts'

let store: Store
beforeAll(async () => {
  store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
})
afterAll(() => store.close())

const quick = { ...defaultDownloadLimits, resumeWaitMs: 1 }
const archiveFrom = (answer: Answer, more: ArchiveFrom = {}) =>
  archiveFromMedia(store, answer, { ...more, parts: { limits: quick, ...more.parts } })

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

type Host = {
  /** How many bytes each reply brings before it is cut; past the last one all that is left comes. */
  readonly cuts: readonly number[]
  readonly headers?: Record<string, string>
  /** Of a reply to a range; null: the host knows none and sends the whole. */
  readonly restHeaders?: (start: number) => Record<string, string | number>
  readonly restStatus?: number
}

/** A host that cuts the line, and can send the rest. */
function cutting(body: Buffer, { cuts, headers = { etag: '"one"' }, restHeaders, restStatus }: Host): Answer {
  let replies = 0
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const bytes = cuts[replies++] ?? body.length
    const piece = body.subarray(start, start + bytes)
    if (start > 0) {
      const rest = { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}`, ...headers }
      response.writeHead(restStatus ?? 206, {
        ...rest,
        'content-length': body.length - start,
        ...restHeaders?.(start),
      })
    } else response.writeHead(200, { 'content-length': body.length, ...headers })
    response.write(piece, () => (start + piece.length < body.length ? response.destroy() : response.end()))
  }
}

const askedOf = (seen: readonly IncomingMessage[]) =>
  seen.map(({ headers }) => [headers.range ?? null, headers['if-range'] ?? null])

describe('a body that breaks off', () => {
  it('is taken up where it broke, as often as it breaks, and kept byte for byte', async () => {
    const large = padded(20 * 1024 * 1024)
    const { event, job, seen } = await archiveFrom(cutting(large, { cuts: [100, 9_000_000, 9_000_000] }))
    expect(event).toMatchObject({
      type: 'clip-archived',
      clip: { bytes: large.length, sha256: sha256(large) },
    })
    expect(askedOf(seen).slice(0, 2)).toEqual([
      [null, null],
      ['bytes=100-', '"one"'],
    ])
    expect(seen).toHaveLength(4)
    expect(await store.head(job.clipKey)).toMatchObject({ bytes: large.length })
  })

  it('is asked for by its time of change when that lies back far enough', async () => {
    const old = { 'last-modified': 'Fri, 20 Nov 2020 10:00:00 GMT' }
    const { event, seen } = await archiveFrom(cutting(clip, { cuts: [5000], headers: old }))
    expect(event.type).toBe('clip-archived')
    expect(askedOf(seen)[1]).toEqual(['bytes=5000-', old['last-modified']])
  })

  it.each<[string, Partial<Host>]>([
    ['whose tag is weak', { headers: { etag: 'W/"one"' } }],
    ['that nothing tells from another', { headers: {} }],
    ['whose host says that it knows no ranges', { headers: { etag: '"one"', 'accept-ranges': 'none' } }],
    [
      'changed this very moment',
      { headers: { 'last-modified': new Date(Date.now() + 60_000).toUTCString() } },
    ],
  ])('is not asked for again when it is one %s', async (_which, host) => {
    const { event, seen } = await archiveFrom(cutting(clip, { cuts: [5000], ...host }))
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'source' })
    expect(seen).toHaveLength(1)
  })

  it.each<[string, Partial<Host>]>([
    ['the whole', { restStatus: 200 }],
    [
      'another place',
      { restHeaders: (n) => ({ 'content-range': `bytes ${n - 1}-${clip.length - 1}/${clip.length}` }) },
    ],
    [
      'another length',
      { restHeaders: (n) => ({ 'content-range': `bytes ${n}-${clip.length}/${clip.length + 1}` }) },
    ],
    ['another body', { restHeaders: () => ({ etag: '"two"' }) }],
    ['a compressed rest', { restHeaders: () => ({ 'content-encoding': 'gzip' }) }],
    ['a redirect', { restStatus: 302, restHeaders: () => ({ location: '/elsewhere' }) }],
    ['that there is no such range', { restStatus: 416 }],
  ])('is given up when the host answers with %s', async (_what, host) => {
    const { event, job, seen } = await archiveFrom(cutting(clip, { cuts: [5000], ...host }))
    expect(event).toMatchObject({
      type: 'archive-interrupted',
      message: expect.stringMatching(/the rest alone/),
    })
    expect(seen).toHaveLength(2)
    expect(await store.head(job.clipKey)).toBeNull()
  })

  it('is asked for five times at most, through errors of the host too', async () => {
    const { event, seen } = await archiveFrom(cutting(clip, { cuts: [5000], restStatus: 503 }))
    expect(event).toMatchObject({ type: 'archive-interrupted', message: 'the rest was answered by HTTP 503' })
    expect(seen).toHaveLength(6)
  })

  it('is a dead link when the link has died meanwhile', async () => {
    const { event } = await archiveFrom(cutting(clip, { cuts: [5000], restStatus: 410 }))
    expect(event).toEqual({ type: 'link-dead', httpStatus: 410 })
  })

  it('does not outlive the time that a download has as a whole', async () => {
    const { event, seen } = await archiveFrom(cutting(clip, { cuts: [5000] }), {
      parts: { limits: { ...quick, resumeWaitMs: 60_000, totalTimeoutMs: 30_000 } },
    })
    expect([event.type, seen.length]).toEqual(['archive-interrupted', 1])
  })

  it('keeps the cap of bytes over all its pieces, also when the rest does not end', async () => {
    const endless: Answer = (request, response) => {
      if (request.headers.range === undefined) return cutting(clip, { cuts: [5000] })(request, response)
      const rest = `bytes 5000-${clip.length - 1}/${clip.length}`
      response.writeHead(206, { etag: '"one"', 'content-range': rest })
      response.write(clip.subarray(5000))
      const more = (): void => {
        while (response.writable && response.write(Buffer.alloc(65_536)));
        if (response.writable) response.once('drain', more)
      }
      more()
    }
    const { event } = await archiveFrom(endless, { parts: { maxBytes: 4 * 1024 * 1024 } })
    expect(event).toMatchObject({
      type: 'clip-invalid',
      problem: expect.any(String),
    })
  })

  it('is asked for at the last address of a redirect, with the key where that was needed', async () => {
    const key = 'Bearer canary-key'
    const rest = cutting(clip, { cuts: [5000] })
    const locked = (request: IncomingMessage, response: ServerResponse): void => {
      if (request.url === '/start') response.writeHead(302, { location: '/content' }).end()
      else if (request.headers.authorization !== key) response.writeHead(401).end()
      else rest(request, response)
    }
    const { event, seen } = await archiveFrom(locked, {
      path: '/start',
      job: { submission: aSubmission({ status: 'accepted', baseUrl: null }) },
      parts: { authorizationFor: () => key },
    })
    expect(event.type).toBe('clip-archived')
    expect(seen.map(({ url, headers }) => [url, headers.authorization, headers.range])).toEqual([
      ['/start', undefined, undefined],
      ['/content', undefined, undefined],
      ['/content', key, undefined],
      ['/content', key, 'bytes=5000-'],
    ])
  })
})
