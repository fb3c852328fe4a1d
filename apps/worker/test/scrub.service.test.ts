import { createHash, randomBytes } from 'node:crypto'
import { openSync, readSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openStore, readStoreSettings, type Store } from '@reelkeep/archive'
import type { Job } from '@reelkeep/core'
import { beginOperation, type Database, newOperationId, readJob, readOperation } from '@reelkeep/db'
import {
  aClip,
  aJob,
  createTestDatabase,
  createTestStoreEnvironment,
  insertJob,
  waitUntil,
} from '@reelkeep/testing'
import { expect, inject, test } from 'vitest'
import { defaultBucketCareSettings, startBucketCare } from '../src/bucket-care.ts'
import { openLog } from '../src/log.ts'
import { createMetrics } from '../src/metrics.ts'
import { doScrubOrder, scrubClips } from '../src/scrub.ts'
import { sweepUploads } from '../src/sweep-uploads.ts'

async function openBucket() {
  const database = await createTestDatabase()
  const store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
  const lines: string[] = []
  const log = openLog('info', { write: (line: string) => void lines.push(line) })
  const world = { clock: { now: () => new Date() }, log, metrics: createMetrics(() => 0) }
  const io = { db: database.db, store, world, signal: new AbortController().signal }
  return {
    io,
    lines,
    keep: () => keep(database.db, store),
    fileOf: (job: Job) => join(inject('services').s3.directory, store.settings.bucket, job.clipKey),
    [Symbol.asyncDispose]: async () => {
      store.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

async function keep(db: Database, store: Store): Promise<Job> {
  const body = randomBytes(200_000)
  const job = aJob({ state: 'archived' })
  const sha256 = createHash('sha256').update(body).digest('hex')
  await store.putRecord(job.clipKey, body)
  const clip = aClip({ key: job.clipKey, bucket: store.settings.bucket, bytes: body.length, sha256 })
  return await insertJob(db, { ...job, clip })
}

test('a store that is away damages no clip, and ends an order after three readings', async () => {
  await using bucket = await openBucket()
  const { io } = bucket
  const jobs = [await bucket.keep(), await bucket.keep(), await bucket.keep(), await bucket.keep()]
  const [job] = jobs
  if (job === undefined) throw new Error('no clip was kept')
  let asked = 0
  // As a proxy answers whose store is gone.
  const away = createServer((_request, response) => {
    asked += 1
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found')
  })
  await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve))
  const { port } = away.address() as AddressInfo
  const settings = { ...io.store.settings, endpoint: `http://127.0.0.1:${port}` }
  const store = openStore(settings)
  const order = orderOf(job, {})
  await beginOperation(io.db, order, 0)
  await doScrubOrder({ id: order.id, ownerId: job.ownerId, filter: {} }, { ...io, store })
  store.close()
  away.close()
  const operation = await readOperation(io.db, order)
  expect(operation).toMatchObject({ state: 'failed', done: 0, problemCount: 4 })
  expect(asked).toBe(3)
  expect(await checkOf(io.db, job)).toBeUndefined()
})

/** One bit of one byte in the middle of the file, in place. */
function flipBit(path: string): void {
  const file = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, 100_000)
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, 100_000)
}

const checkOf = async (db: Database, job: Job) =>
  (await readJob(db, { ownerId: job.ownerId, id: job.id }))?.clipCheck?.damage

const orderOf = ({ ownerId }: Job, filter: { [key: string]: string | number }) => ({
  id: newOperationId(),
  ownerId,
  keyId: 'key_00000000000000000000000000',
  action: 'scrub',
  filter,
  requestId: 'req_1',
})

test('a flipped bit, a missing clip and a shortened one are named, each as what it is, and once in the history', async () => {
  await using bucket = await openBucket()
  const { io } = bucket
  const [whole, flipped, missing, short] = [
    await bucket.keep(),
    await bucket.keep(),
    await bucket.keep(),
    await bucket.keep(),
  ]
  flipBit(bucket.fileOf(flipped))
  rmSync(bucket.fileOf(missing))
  truncateSync(bucket.fileOf(short), 199_999)
  const order = orderOf(whole, {})
  await beginOperation(io.db, order, 0)
  const settings = { ...defaultBucketCareSettings, scrub: { everyMs: 1, sample: 20 }, everyMs: 10 }
  const care = startBucketCare({ db: io.db, store: io.store, settings }, io.world)
  const operation = await waitUntil(
    async () => {
      const found = await readOperation(io.db, order)
      return found?.state === 'finished' && found
    },
    { what: 'the scrub' },
  )
  await waitUntil(async () => bucket.lines.filter((line) => line.includes('clip damaged')).length > 3, {
    what: 'the scrub that comes by itself',
  })
  await care.stop()
  expect(operation).toMatchObject({ matched: 4, done: 4, problemCount: 3 })
  const said = new Map(operation.problems.map(({ where, message }) => [where, message]))
  expect(said.get(flipped.id)).toMatch(/has other bytes: its sha256 is [0-9a-f]{64}, not [0-9a-f]{64}/)
  expect(said.get(missing.id)).toMatch(/is missing from the bucket/)
  expect(said.get(short.id)).toMatch(/has 199999 bytes, not 200000/)
  const damages = await Promise.all([whole, flipped, missing, short].map((job) => checkOf(io.db, job)))
  expect(damages).toEqual([null, 'other_hash', 'missing', 'other_length'])
  const events = await io.db.sql<
    { job_id: string }[]
  >`select job_id from job_events where kind = 'clip-damaged'`
  expect(events.map((row) => row.job_id).sort()).toEqual([flipped.id, missing.id, short.id].sort())
  expect(await io.world.metrics.text()).toMatch(/clips_checked_total\{outcome="other_hash"\} [1-9]/)
})

test('a store that is away says nothing about its clips, and three refusals are enough', async () => {
  await using bucket = await openBucket()
  const { io } = bucket
  const jobs = [await bucket.keep(), await bucket.keep(), await bucket.keep(), await bucket.keep()]
  const away = openStore({ ...io.store.settings, endpoint: 'http://127.0.0.1:9' })
  const clips = jobs.map(({ id, clip }) => ({ jobId: id, ...(clip ?? aClip()) }))
  const found = await scrubClips(clips, { ...io, store: away })
  away.close()
  expect(found).toMatchObject({ done: 0, problems: { length: 3 } })
  expect(await Promise.all(jobs.map((job) => checkOf(io.db, job)))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('unfinished uploads of clips that are on nobody’s way are aborted, and all others left alone', async () => {
  await using bucket = await openBucket()
  const { io } = bucket
  const { db, store } = io
  const insertArchiving = (dueAt: Date) => insertJob(db, aJob({ state: 'archiving', dueAt }))
  const waiting = await insertArchiving(new Date(Date.now() + 3_600_000))
  const busy = await insertArchiving(new Date(Date.now() - 1000))
  const spare = waiting.clipKey.replace('.mp4', '-0123abcd.mp4')
  for (const key of [waiting.clipKey, spare, busy.clipKey, 'somebody/elses.mp4']) {
    await store.beginUpload(key, { jobId: 'job_1' })
  }
  const open = async () => {
    const keys: string[] = []
    for await (const { key } of store.listUploads()) keys.push(key)
    return keys.sort()
  }
  await sweepUploads(3_600_000, io)
  expect(await open()).toHaveLength(4)
  await sweepUploads(-60_000, io)
  expect(await open()).toEqual([busy.clipKey, 'somebody/elses.mp4'].sort())
  expect(await io.world.metrics.text()).toMatch(/uploads_swept_total 2/)
})
