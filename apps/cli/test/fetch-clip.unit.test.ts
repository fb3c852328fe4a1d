import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type ClipOutcome, fetchClip } from '../src/pull/fetch-clip.ts'

const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251))
const sha256 = createHash('sha256').update(content).digest('hex')
const clip = { jobId: 'job_1', file: 'clip.mp4', bytes: content.length, sha256 }

/** `kept` resolves once the first bytes are on the disk. */
type Answer = (request: IncomingMessage, reply: ServerResponse, kept: Promise<void>) => void

/** Answers one connection after the other; a connection more than there are answers fails the test. */
async function world(...answers: Answer[]) {
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-pull-'))
  const ranges: (string | undefined)[] = []
  const kept = Promise.withResolvers<void>()
  const server = createServer((request, reply) => {
    ranges.push(request.headers.range)
    const answer = answers.shift()
    if (answer === undefined) reply.writeHead(500).end()
    else answer(request, reply, kept.promise)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  let counted = 0
  const pull = (silenceMs = 5_000): Promise<ClipOutcome> =>
    fetchClip(clip, join(folder, 'clip.mp4'), {
      fetchPart: ({ from, signal }) =>
        fetch(url, { headers: from > 0 ? { range: `bytes=${from}-` } : {}, signal }),
      signal: new AbortController().signal,
      onBytes: (count) => {
        counted += count
        if (counted > 0) kept.resolve()
      },
      pausesMs: [0, 0, 0],
      silenceMs,
    })
  return { folder, ranges, pull, counted: () => counted, file: join(folder, 'clip.mp4') }
}

const whole: Answer = (_, reply) => reply.writeHead(200).end(content)

const honest: Answer = (request, reply, kept) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (from === 0) return whole(request, reply, kept)
  reply.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` })
  reply.end(content.subarray(from))
}

const dropsAfter =
  (bytes: number): Answer =>
  (_, reply, kept) => {
    reply.writeHead(200, { 'content-length': content.length })
    reply.write(content.subarray(0, bytes))
    void kept.then(() => reply.destroy())
  }

test('a dropped connection is gone on with where it stopped, and the file is whole', async () => {
  const { pull, ranges, file, folder, counted } = await world(dropsAfter(65_536), honest)
  expect(await pull()).toEqual({ outcome: 'pulled' })
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)])
  expect(sha256).toBe(
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  )
  expect(await readdir(folder)).toEqual(['clip.mp4'])
  expect(counted()).toBe(content.length)
})

test('what is here already is not asked for', async () => {
  const { pull, file, ranges } = await world()
  await writeFile(file, content)
  expect(await pull()).toEqual({ outcome: 'here' })
  expect(ranges).toEqual([])
})

test('a file with other content is never overwritten, also one of the same length', async () => {
  const { pull, file, ranges } = await world()
  await writeFile(file, Buffer.alloc(content.length, 7))
  expect(await pull()).toEqual({ outcome: 'conflict' })
  expect((await readFile(file)).every((byte) => byte === 7)).toBe(true)
  expect(ranges).toEqual([])
})

test('a part that was spoiled on the disk is thrown away and fetched anew', async () => {
  const { pull, file, ranges } = await world(honest, honest)
  await writeFile(`${file}.${sha256.slice(0, 8)}.part`, Buffer.alloc(50_000, 7))
  expect(await pull()).toEqual({ outcome: 'pulled' })
  expect(ranges).toEqual(['bytes=50000-', undefined])
})

test('a server that knows no ranges sends all of it, once', async () => {
  const { pull, file, counted } = await world(whole)
  await writeFile(`${file}.${sha256.slice(0, 8)}.part`, content.subarray(0, 50_000))
  expect(await pull()).toEqual({ outcome: 'pulled' })
  expect(counted()).toBe(content.length)
})

test('a link that ran out is asked for anew, since each try asks', async () => {
  const { pull } = await world((_, reply) => reply.writeHead(403).end('<Error/>'), honest)
  expect(await pull()).toEqual({ outcome: 'pulled' })
})

test('a connection that brings nothing is given up, and tried again', async () => {
  const silent: Answer = (_, reply) => void reply.writeHead(200).write(content.subarray(0, 10))
  const { pull } = await world(silent, honest)
  expect(await pull(150)).toEqual({ outcome: 'pulled' })
})

test('bytes that are not what was kept never become a file', async () => {
  const other: Answer = (_, reply) => reply.writeHead(200).end(Buffer.alloc(content.length, 1))
  const { pull, folder } = await world(other, other, other, other)
  expect(await pull()).toEqual({ outcome: 'failed', why: expect.stringContaining('hash differs') })
  expect(await readdir(folder)).toEqual([])
})

test('more bytes than were kept are not written to the disk', async () => {
  const endless: Answer = (_, reply) => reply.writeHead(200).end(Buffer.alloc(content.length * 3, 1))
  const { pull, folder } = await world(endless, honest)
  expect(await pull()).toEqual({ outcome: 'pulled' })
  expect(await readdir(folder)).toEqual(['clip.mp4'])
})

test('a clip that is gone is not tried again', async () => {
  const { pull, ranges } = await world((_, reply) => reply.writeHead(404).end())
  expect(await pull()).toEqual({ outcome: 'failed', why: 'the store answered 404' })
  expect(ranges.length).toBe(1)
})
