import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTestStoreEnvironment } from '@reelkeep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, readStoreSettings, type Store } from '../src/index.ts'
import { archiveFrom, serve } from './archive-from.ts'
import { clip, padded, upright } from './media-server.ts'

let environment: Record<string, string>
let store: Store
beforeAll(async () => {
  environment = createTestStoreEnvironment()
  store = openStore(readStoreSettings(environment))
  await store.ensureBucket()
})
afterAll(() => store.close())

type Pass = (into?: 'answer' | 'nowhere') => Promise<void>
type Fault = (ask: IncomingMessage, answer: ServerResponse, pass: Pass) => void | Promise<void>

/** The real S3 server behind a front that misbehaves as `fault` says. Signatures hold: the host is passed on. */
async function openFront(fault: Fault, answerTimeoutMs = 60_000) {
  const to = new URL(environment.S3_ENDPOINT ?? '')
  const server = createServer((ask, answer) => {
    answer.on('error', () => undefined)
    const pass: Pass = (into = 'answer') =>
      new Promise((resolve) => {
        const { method, url: path, headers } = ask
        const onward = request({ host: to.hostname, port: to.port, method, path, headers }, (reply) => {
          reply.on('end', resolve)
          if (into === 'nowhere') reply.resume()
          else reply.pipe(answer.writeHead(reply.statusCode ?? 0, reply.headers))
        })
        onward.on('error', () => answer.destroy())
        ask.pipe(onward)
      })
    void fault(ask, answer, pass)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const faulty = openStore({ ...store.settings, endpoint, answerTimeoutMs })
  return {
    store: faulty,
    [Symbol.asyncDispose]: async () => {
      faulty.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

const isPart = ({ method, url }: IncomingMessage) => method === 'PUT' && /partNumber/.test(url ?? '')
const isCompletion = ({ method, url }: IncomingMessage) => method === 'POST' && /uploadId/.test(url ?? '')
const large = padded(9 * 1024 * 1024)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function openUploads(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.listUploads()) keys.push(key)
  return keys
}

describe('a store under fire', () => {
  it.each([500, 503])(
    'that answers %i once to each kind of call still gets the clip, once',
    async (status) => {
      const failed = new Set<string>()
      await using front = await openFront((ask, answer, pass) => {
        const kind = `${ask.method} ${isPart(ask)} ${isCompletion(ask)}`
        if (failed.has(kind)) return void pass()
        failed.add(kind)
        ask.resume().on('end', () => answer.writeHead(status).end())
      })
      const { event, job } = await archiveFrom(front.store, serve(large))
      expect(event).toMatchObject({ type: 'clip-archived', clip: { sha256: sha256(large) } })
      expect(await store.head(job.clipKey)).toMatchObject({ bytes: large.length })
      expect(await openUploads()).toEqual([])
    },
  )

  it('that resets every part is the store’s fault, and leaves nothing open', async () => {
    await using front = await openFront((ask, _answer, pass) => {
      if (isPart(ask)) ask.once('data', () => ask.socket.resetAndDestroy())
      else void pass()
    })
    const { event, job } = await archiveFrom(front.store, serve(large))
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'store' })
    expect(await store.head(job.clipKey)).toBeNull()
    expect(await openUploads()).toEqual([])
  })

  it.each([
    ['a large clip', large, isCompletion],
    ['a small clip', clip, ({ method }: IncomingMessage) => method === 'PUT'],
  ])(
    'whose answer to the write of %s is lost is asked once more, and what stands is adopted',
    async (_what, bytes, isWrite) => {
      let cuts = 0
      await using front = await openFront(async (ask, _answer, pass) => {
        if (!isWrite(ask) || cuts++ > 0) return await pass()
        await pass('nowhere')
        ask.socket.destroy()
      })
      const { event, job } = await archiveFrom(front.store, serve(bytes))
      expect(event).toMatchObject({
        type: 'clip-archived',
        clip: { key: job.clipKey, sha256: sha256(bytes) },
      })
      expect(cuts).toBeGreaterThan(1)
      expect(await openUploads()).toEqual([])
    },
  )

  it('that says 409 to a completion is looked at: nothing there is another try, the same bytes are the clip', async () => {
    await using front = await openFront((ask, answer, pass) => {
      if (!isCompletion(ask)) return void pass()
      ask
        .resume()
        .on('end', () => answer.writeHead(409).end('<Error><Code>ConditionalRequestConflict</Code></Error>'))
    })
    const first = await archiveFrom(front.store, serve(large))
    expect(first.event).toMatchObject({ type: 'archive-interrupted', where: 'store' })
    const { job } = await archiveFrom(store, serve(large), { job: { clipKey: first.job.clipKey } })
    const again = await archiveFrom(front.store, serve(large), { job: { clipKey: job.clipKey } })
    expect(again.event).toMatchObject({ type: 'clip-archived', clip: { key: job.clipKey } })
    expect(await openUploads()).toEqual([])
  })

  it('that takes a part by drips is cut at the deadline of a call', async () => {
    await using front = await openFront((ask, _answer, pass) => {
      if (!isPart(ask)) return void pass()
      ask.pause()
    }, 300)
    const { event } = await archiveFrom(front.store, serve(large))
    expect(event).toMatchObject({ type: 'archive-interrupted', where: 'store' })
    expect(await openUploads()).toEqual([])
  })
})

describe('two writers of one key', () => {
  it('keep one object when their bytes are the same, and both when they are not', async () => {
    const clipKey = `race/${randomBytes(4).toString('hex')}.mp4`
    const other = Buffer.from(large)
    other.writeUInt8(7, large.length - 3)
    const write = (bytes: Buffer) => archiveFrom(store, serve(bytes), { job: { clipKey } })
    const events = (await Promise.all([write(large), write(large), write(other), write(upright)])).map(
      ({ event }) => event,
    )
    const kept = events.map((event) => (event.type === 'clip-archived' ? event.clip : null))
    expect(kept.map((found) => found?.sha256)).toEqual([large, large, other, upright].map(sha256))
    expect(kept[0]?.key).toBe(kept[1]?.key)
    expect(new Set(kept.map((found) => found?.key)).size).toBe(3)
    for (const found of kept)
      expect(await store.head(found?.key ?? '')).toMatchObject({ bytes: found?.bytes })
    expect(await openUploads()).toEqual([])
  })
})
