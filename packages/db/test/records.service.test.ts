import { aClip, aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listJobsToRecord, markJobsRecorded } from '../src/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

test('a record that a late writer may have put over a newer one is written again', async () => {
  const { db } = database
  const job = aJob({ state: 'archived' })
  const { id } = await insertJob(db, { ...job, clip: aClip({ key: job.clipKey }) })
  await db.sql`update jobs set version = 9 where id = ${id}`
  const due = async () => (await listJobsToRecord(db, { limit: 10 })).map((found) => found.version)
  expect(await due()).toEqual([9])
  await markJobsRecorded(db, [{ id, version: 9 }])
  expect(await due()).toEqual([])
  // Read before the newer one was written, and put into the bucket after it.
  await markJobsRecorded(db, [{ id, version: 5 }])
  expect(await due()).toEqual([9])
})
