import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createConnectGuard,
  defaultDownloadLimits,
  openStore,
  readStoreSettings,
  type Store,
} from '../src/index.ts'
import { type Answer, type ArchiveFrom, archiveFrom as archiveFromMedia, now, serve } from './archive-from.ts'
import { box, clip, padded, topBoxes, upright } from './media-server.ts'

let store: Store
beforeAll(async () => {
  store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
})
afterAll(() => store.close())

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** The clip with no time in its headers, and none for its samples. */
function timeless(file: Buffer): Buffer {
  const copy = Buffer.from(file)
  const places = [
    ['mvhd', 20],
    ['mdhd', 20],
    ['stts', 16],
  ] as const
  for (const [type, at] of places) copy.writeUInt32BE(0, copy.indexOf(type, 0, 'latin1') + at)
  return copy
}

const mediaOf = (file: Buffer) =>
  Buffer.concat(topBoxes(file).flatMap(({ type, bytes }) => (type === 'mdat' ? [bytes.subarray(8)] : [])))

const archiveFrom = (answer: Answer, more: ArchiveFrom = {}) => archiveFromMedia(store, answer, more)

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
        mediaSha256: sha256(mediaOf(clip)),
        crc32: expect.stringMatching(/^.{6}==$/),
        contentType: 'video/mp4',
        durationMs: 2000,
        width: 1280,
        height: 720,
        codec: 'avc1.640032',
        archivedAt: now,
      },
      twinId: null,
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

  it('has the same media under another wrapping, and other bytes', async () => {
    const one = await archiveFrom(serve(clip))
    const other = await archiveFrom(serve(Buffer.concat([clip, box('free', Buffer.from('task 2'))])))
    const [first, second] = [one.event, other.event].map((event) =>
      event.type === 'clip-archived' ? event.clip : null,
    )
    expect(second?.mediaSha256).toBe(first?.mediaSha256)
    expect(second?.sha256).not.toBe(first?.sha256)
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

describe('failure case 12: what is no whole clip leaves nothing behind', () => {
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
    ['a clip of no seconds', timeless(clip), /lasts no time/],
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

  it('is interrupted when it drips, although something comes all the time', async () => {
    const { event } = await archiveFrom(
      (_request, response) => {
        const drip = setInterval(() => response.write(clip.subarray(0, 8)), 5)
        response.once('close', () => clearInterval(drip))
      },
      { parts: { limits: { ...defaultDownloadLimits, minBytesPerSecond: 16_384, paceWindowMs: 100 } } },
    )
    expect(event).toMatchObject({
      type: 'archive-interrupted',
      where: 'source',
      message: 'the download came at less than 16384 bytes a second',
    })
  })

  it('is interrupted when it stops in the middle and stays open', async () => {
    const { event } = await archiveFrom((_request, response) => void response.write(clip.subarray(0, 5000)), {
      parts: { limits: { ...defaultDownloadLimits, idleTimeoutMs: 1000, totalTimeoutMs: 20_000 } },
    })
    expect(event).toMatchObject({
      type: 'archive-interrupted',
      message: expect.stringMatching(/Body Timeout/),
    })
  })

  it('is interrupted when its headers drip', async () => {
    const { event } = await archiveFrom(
      ({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 50)
        socket.once('close', () => clearInterval(drip))
      },
      { parts: { limits: { ...defaultDownloadLimits, headersTimeoutMs: 1000, totalTimeoutMs: 20_000 } } },
    )
    expect(event).toMatchObject({
      type: 'archive-interrupted',
      message: expect.stringMatching(/Headers Timeout/),
    })
  })

  it('is not cut for its pace while our own store holds it back', async () => {
    let isHeld = false
    const slowStore: Store = {
      ...store,
      beginUpload: async (...begin) => {
        const upload = await store.beginUpload(...begin)
        const sendPart: typeof upload.sendPart = async (number, body) => {
          isHeld = true
          await delay(400)
          await upload.sendPart(number, body)
        }
        return { ...upload, sendPart }
      },
    }
    const { event } = await archiveFrom(serve(padded(25 * 1024 * 1024)), {
      parts: {
        store: slowStore,
        limits: { ...defaultDownloadLimits, minBytesPerSecond: 1024 ** 2, paceWindowMs: 100 },
      },
    })
    expect([isHeld, event.type]).toEqual([true, 'clip-archived'])
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
    [401, 'link-dead'],
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

describe('a refused link', () => {
  it.each<[string, NonNullable<ArchiveFrom['parts']>, RegExp]>([
    [
      'private',
      { connectGuard: createConnectGuard({ allowPrivateHosts: [] }), rulesFor: () => httpAllowed },
      /not a public address; "reelkeep upstream allow test-upstream 127\.0\.0\.1:\d+" allows it$/,
    ],
    [
      'not listed',
      { rulesFor: () => onlyOneHost },
      /link_hosts of its upstream; "reelkeep upstream allow test-upstream 127/,
    ],
  ])(
    'that is %s says which command allows it, and is archived once a person has',
    async (_what, parts, message) => {
      const refused = await archiveFrom(serve(clip), { parts })
      expect(refused.event).toMatchObject({ type: 'link-refused', message: expect.stringMatching(message) })
      expect(refused.seen).toHaveLength(0)
      const { event } = await archiveFrom(serve(clip), {
        job: { clipKey: refused.job.clipKey },
        parts: { ...parts, rulesFor: () => ({ ...onlyOneHost, allowedHosts: ['127.0.0.1'] }) },
      })
      expect(event).toMatchObject({ type: 'clip-archived', clip: { key: refused.job.clipKey } })
    },
  )
})

const onlyOneHost = { linkHosts: ['cdn.example.com'], allowHttpLinks: false, allowedHosts: [] }
const httpAllowed = { linkHosts: [], allowHttpLinks: true, allowedHosts: [] }
