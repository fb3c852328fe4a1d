import type { Job, JobId, OwnerId } from '@reelkeep/core'
import { aClip, aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  beginChore,
  beginOperation,
  claimScrub,
  listClipsOfOwner,
  listLeastChecked,
  listUploadJobs,
  newOperationId,
  readJob,
  saveClipCheck,
} from '../src/index.ts'
import { disagreements, eventsOf } from './world.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

const kept = (overrides: Partial<Job> = {}) => {
  const job = aJob({ state: 'archived', ...overrides })
  return insertJob(database.db, { ...job, clip: aClip({ key: job.clipKey, bucket: 'checks' }) })
}
const check = (jobId: JobId, damage: 'missing' | 'other_hash' | null) =>
  saveClipCheck(database.db, { jobId, damage, detail: { key: 'a.mp4' } })

test('a damage goes into the history once, and so does its mending', async () => {
  const job = await kept()
  const before = (await eventsOf(database.db, job)).length
  expect(await check(job.id, null)).toBe(false)
  expect([await check(job.id, 'missing'), await check(job.id, 'missing')]).toEqual([true, false])
  expect((await readJob(database.db, { ownerId: job.ownerId, id: job.id }))?.clipCheck).toEqual({
    damage: 'missing',
    checkedAt: expect.any(Date),
  })
  expect([await check(job.id, 'other_hash'), await check(job.id, null)]).toEqual([true, true])
  const kinds = (await eventsOf(database.db, job)).slice(before).map(({ kind }) => kind)
  expect(kinds).toEqual(['clip-damaged', 'clip-damaged', 'clip-mended'])
  expect(await disagreements(database.db)).toEqual([])
})

test('those never checked come first, then the one checked longest ago', async () => {
  const [first, second, third] = [await kept(), await kept(), await kept()]
  await check(second.id, null)
  await check(first.id, null)
  const ids = (await listLeastChecked(database.db, { bucket: 'checks', limit: 100 })).map(
    ({ jobId }) => jobId,
  )
  expect(ids.indexOf(third.id)).toBeLessThan(ids.indexOf(second.id))
  expect(ids.indexOf(second.id)).toBeLessThan(ids.indexOf(first.id))
  expect(await listLeastChecked(database.db, { bucket: 'elsewhere', limit: 100 })).toEqual([])
  const page = { ownerId: first.ownerId, batchId: null, jobId: first.id, after: null, limit: 10 }
  expect(await listClipsOfOwner(database.db, page)).toEqual([
    { jobId: first.id, bucket: 'checks', key: first.clipKey, bytes: aClip().bytes, sha256: aClip().sha256 },
  ])
  expect(await listClipsOfOwner(database.db, { ...page, ownerId: 'owner_other' as OwnerId })).toEqual([])
})

test('of eight workers one does a chore, once in its time', async () => {
  const ask = (everyMs: number) => beginChore(database.db, { name: 'tidy', everyMs })
  const told = await Promise.all(Array.from({ length: 8 }, () => ask(60_000)))
  expect(told.filter(Boolean)).toHaveLength(1)
  expect(await ask(0)).toBe(true)
})

test('an ordered scrub is claimed by one worker, and again once that one is gone', async () => {
  const job = await kept()
  const order = {
    id: newOperationId(),
    ownerId: job.ownerId,
    keyId: 'key_00000000000000000000000000',
    action: 'scrub',
    filter: { job_id: job.id },
    requestId: 'req_1',
  }
  await beginOperation(database.db, order, 0)
  const claims = await Promise.all([claimScrub(database.db, 60_000), claimScrub(database.db, 60_000)])
  expect(claims.filter((claim) => claim !== null)).toEqual([
    { id: order.id, ownerId: job.ownerId, filter: { job_id: job.id } },
  ])
  expect((await claimScrub(database.db, 0))?.id).toBe(order.id)
})

test('an unfinished upload is known by the key of its job', async () => {
  const [waiting, busy, done] = [
    await insertJob(database.db, aJob({ state: 'archiving', dueAt: new Date(Date.now() + 3_600_000) })),
    await insertJob(database.db, aJob({ state: 'archiving', dueAt: new Date(Date.now() - 1000) })),
    await kept(),
  ]
  const keys = [waiting.clipKey, busy.clipKey, done.clipKey, 'somebody/else.mp4']
  const found = new Map(
    (await listUploadJobs(database.db, keys)).map(({ clipKey, isBusy }) => [clipKey, isBusy]),
  )
  expect(keys.map((key) => found.get(key))).toEqual([false, true, false, undefined])
})
