import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Job } from '@reelkeep/core'
import { aJob, createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ArchiverParts,
  createConnectGuard,
  defaultDownloadLimits,
  openArchiver,
  openStore,
  readStoreSettings,
  type Store,
} from '../src/index.ts'
import { box, clip, padded, startMedia, topBoxes, upright } from './media-server.ts'

let store: Store
beforeAll(async () => {
  store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
})
afterAll(() => store.close())

const now = new Date('2026-11-20T10:00:00Z')
const never = new AbortController().signal
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function archiveFrom(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  more: { job?: Partial<Job>; parts?: Partial<ArchiverParts>; signal?: AbortSignal; path?: string } = {},
) {
  await using media = await startMedia(answer)
  const archiver = openArchiver({
    store,
    connectGuard: createConnectGuard({ allowPrivateHosts: [media.host] }),
    clock: { now: () => now },
    maxBytes: 64 * 1024 * 1024,
    rulesFor: () => ({ linkHosts: [], allowHttpLinks: false }),
    ...more.parts,
  })
  const job = aJob({
    state: 'archiving',
    sourceUrl: `${media.url}${more.path ?? '/clip.mp4'}`,
    clipKey: `tests/${randomBytes(6).toString('hex')}.mp4`,
    params: { durationS: 1, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
    ...more.job,
  })
  try {
    return { event: await archiver.archive(job, { signal: more.signal ?? never }), job, seen: media.seen }
  } finally {
    await archiver.close()
  }
}

const serve =
  (body: Buffer, headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse) => {
    response
      .writeHead(200, { 'content-type': 'video/mp4', 'content-length': body.length, ...headers })
      .end(body)
  }

async function stored(key: string): Promise<Buffer | null> {
  const found = await store.read(key)
  if (found.outcome !== 'bytes') return null
  return Buffer.concat(await found.body.toArray())
}

describe('a whole clip', () => {
  it('is kept under its key with every fact about it', async () => {
    const { event, job, seen } = await archiveFrom(serve(clip))
    expect(event).toEqual({
      type: 'clip-archived',
      clip: {
        bucket: store.settings.bucket,
        key: job.clipKey,
        bytes: clip.length,
        sha256: sha256(clip),
        crc32: expect.stringMatching(/^.{6}==$/),
        contentType: 'video/mp4',
        durationMs: 2000,
        width: 1280,
        height: 720,
        codec: 'avc1.640032',
        archivedAt: now,
      },
      mismatch: [],
    })
    expect(await stored(job.clipKey)).toEqual(clip)
    expect(await store.head(job.clipKey)).toMatchObject({ sha256: sha256(clip), jobId: job.id })
    expect(seen[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' })
    expect(seen[0]?.headers.authorization).toBeUndefined()
  })

  it('is kept when its moov comes last and when no length is announced', async () => {
    const parts = topBoxes(clip)
    const [ftyp, moov, ...rest] = parts
    expect(moov?.type).toBe('moov')
    const last = Buffer.concat([...[ftyp, ...rest, moov].map((part) => part?.bytes ?? Buffer.alloc(0))])
    const { event } = await archiveFrom((_request, response) => response.end(last))
    expect(event.type).toBe('clip-archived')
  })

  it('is kept with what differs from the wish', async () => {
    const { event } = await archiveFrom(serve(upright), {
      job: {
        params: { durationS: 10, aspectRatio: '16:9', resolution: '480p', imageUrls: [], videoUrl: null },
      },
    })
    expect(event).toMatchObject({
      type: 'clip-archived',
      mismatch: [
        { field: 'duration', asked: '10' },
        { field: 'aspect_ratio', asked: '16:9', got: '720:1280' },
        { field: 'resolution', asked: '480p', got: '720x1280' },
      ],
    })
  })

  it('that is large goes up in parts and comes out byte for byte', async () => {
    const large = padded(20 * 1024 * 1024 + 17)
    const { event, job } = await archiveFrom(serve(large))
    expect(event).toMatchObject({
      type: 'clip-archived',
      clip: { bytes: large.length, sha256: sha256(large) },
    })
    expect(sha256((await stored(job.clipKey)) ?? Buffer.alloc(0))).toBe(sha256(large))
  })

  it.each([
    ['small', clip],
    ['large', padded(9 * 1024 * 1024)],
  ])('that is %s and already stands there is adopted', async (_size, bytes) => {
    const first = await archiveFrom(serve(bytes))
    const again = await archiveFrom(serve(bytes), { job: { clipKey: first.job.clipKey } })
    expect(again.event).toEqual(first.event)
  })

  it.each([
    ['small', clip],
    ['large', padded(9 * 1024 * 1024)],
  ])('that is %s gets a key beside the one that other bytes have', async (_size, bytes) => {
    const first = await archiveFrom(serve(upright))
    const { event } = await archiveFrom(serve(bytes), { job: { clipKey: first.job.clipKey } })
    const key = first.job.clipKey.replace('.mp4', `-${sha256(bytes).slice(0, 8)}.mp4`)
    expect(event).toMatchObject({ type: 'clip-archived', clip: { key } })
    expect(await stored(first.job.clipKey)).toEqual(upright)
  })
})

describe('what is no whole clip leaves nothing behind', () => {
  const junk = box('mdat', Buffer.alloc(64))
  it.each([
    ['a web page', Buffer.from('<html>expired</html>'), /web page/],
    ['JSON', Buffer.from('{"error":"gone"}'), /JSON/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['an image', Buffer.from('\x89PNG\r\n\x1a\n0000000000', 'latin1'), /image/],
    ['a clip that ends early in its frames', clip.subarray(0, clip.length - 100), /cut off/],
    [
      'a clip that ends early between its boxes',
      Buffer.concat(
        topBoxes(clip)
          .slice(0, 2)
          .map((part) => part.bytes),
      ),
      /mdat|cut off/,
    ],
    ['a clip with bytes after its end', Buffer.concat([clip, Buffer.from([0, 0, 0])]), /cut off/],
    ['boxes without a moov', Buffer.concat([topBoxes(clip)[0]?.bytes ?? junk, junk]), /no moov/],
    [
      'a moov whose frames lie past the end',
      Buffer.concat([
        ...topBoxes(clip)
          .slice(0, 2)
          .map((part) => part.bytes),
        junk,
      ]),
      /cut off: a sample/,
    ],
  ])('when %s comes', async (_what, bytes, problem) => {
    const { event, job } = await archiveFrom(serve(bytes))
    expect(event).toMatchObject({ type: 'clip-invalid', problem: expect.stringMatching(problem) })
    expect(await store.head(job.clipKey)).toBeNull()
  })

  it('when a large one turns out wrong at its very end', async () => {
    const { event, job } = await archiveFrom(
      serve(Buffer.concat([padded(12 * 1024 * 1024), Buffer.from('x')])),
    )
    expect(event.type).toBe('clip-invalid')
    expect(await store.head(job.clipKey)).toBeNull()
  })

  it('when it is larger than is allowed, announced or not', async () => {
    const parts = { maxBytes: 1000 }
    expect((await archiveFrom(serve(clip), { parts })).event).toMatchObject({
      type: 'clip-invalid',
      problem: expect.stringMatching(/larger than/),
    })
    const endless = (_request: IncomingMessage, response: ServerResponse): void => {
      response.write(clip)
      const more = (): void => {
        while (response.writable && response.write(Buffer.alloc(65_536)));
        if (response.writable) response.once('drain', more)
      }
      more()
    }
    expect((await archiveFrom(endless, { parts })).event.type).toBe('clip-invalid')
  })

  it('when it is compressed, which was not asked for', async () => {
    const { event } = await archiveFrom(serve(clip, { 'content-encoding': 'gzip' }))
    expect(event).toMatchObject({ type: 'clip-invalid', problem: expect.stringMatching(/gzip/) })
  })
})

describe('a download that breaks', () => {
  it('is interrupted when the connection is cut before the announced end', async () => {
    const { event, job } = await archiveFrom((_request, response) => {
      response.writeHead(200, { 'content-length': clip.length })
      response.write(clip.subarray(0, 5000), () => response.destroy())
    })
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'source' })
    expect(await store.head(job.clipKey)).toBeNull()
  })

  it('is interrupted, not invalid, when a reply without an announced end stops in the middle', async () => {
    const { event } = await archiveFrom((_request, response) => {
      response.socket?.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), clip.subarray(0, 5000)]))
    })
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'source' })
  })

  it('is interrupted when it takes too long as a whole', async () => {
    const { event } = await archiveFrom((_request, response) => void response.write(clip.subarray(0, 100)), {
      parts: { limits: { ...defaultDownloadLimits, totalTimeoutMs: 200 } },
    })
    expect(event).toMatchObject({ type: 'archive-interrupted', message: expect.stringMatching(/too long/) })
  })

  it('is interrupted when nothing comes for too long', async () => {
    const { event } = await archiveFrom(() => undefined, {
      parts: { limits: { ...defaultDownloadLimits, headersTimeoutMs: 200 } },
    })
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'source' })
  })

  it('stops at once when the worker goes down', async () => {
    const stop = new AbortController()
    const { event } = await archiveFrom(
      (_request, response) => {
        response.write(clip.subarray(0, 100))
        stop.abort()
      },
      { signal: stop.signal },
    )
    expect(event.type).toBe('archive-interrupted')
  })

  it.each([
    [403, 'link-dead'],
    [404, 'link-dead'],
    [410, 'link-dead'],
    [429, 'archive-interrupted'],
    [500, 'archive-interrupted'],
    [206, 'archive-interrupted'],
  ])('by HTTP %i is %s', async (status, type) => {
    const { event } = await archiveFrom((_request, response) => response.writeHead(status).end())
    expect(event.type).toBe(type)
  })

  it('is the store’s when the store is away', async () => {
    const away = openStore({ ...store.settings, endpoint: 'http://127.0.0.1:9' })
    const { event } = await archiveFrom(serve(clip), { parts: { store: away } })
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'store' })
    away.close()
  })
})

describe('a redirect', () => {
  it('is followed three times and not a fourth', async () => {
    const hop = (request: IncomingMessage, response: ServerResponse): void => {
      const left = Number(request.url?.slice(1))
      if (left === 0) serve(clip)(request, response)
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    }
    expect((await archiveFrom(hop, { path: '/3' })).event.type).toBe('clip-archived')
    expect((await archiveFrom(hop, { path: '/4' })).event).toMatchObject({
      type: 'archive-interrupted',
      message: expect.stringMatching(/redirects/),
    })
  })

  it.each([
    ['http://127.0.0.1:1/x', '127.0.0.1'],
    ['https://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['https://localhost/x', 'localhost'],
    ['file:///etc/passwd', ''],
  ])('to %s is refused', async (location, host) => {
    const { event } = await archiveFrom((_request, response) => response.writeHead(302, { location }).end())
    expect(event).toMatchObject({ type: 'link-refused', host })
  })
})
