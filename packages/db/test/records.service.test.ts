import { aClip, aJob, createTestDatabase, insertBatch, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  adminKeyId,
  adminOwnerId,
  beginOperation,
  isRebuildOpen,
  listBatchesToRecord,
  listJobsToRecord,
  listOwnersWithOpenJobs,
  markJobsRecorded,
  moveOperation,
  newOperationId,
} from '../src/index.ts'

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

test('no list is written while a rebuild has not come to its end, for it would hide what is not yet put back', async () => {
  const { db } = database
  const { id: batchId } = await insertBatch(db)
  await insertJob(db, aJob({ state: 'rendering', batchId: null }))
  const lists = async () => ({
    manifest: (await listBatchesToRecord(db, { limit: 10, pace: { minS: 0, maxS: 0 } })).some(
      ({ id }) => id === batchId,
    ),
    openJobs: (await listOwnersWithOpenJobs(db)).length > 0,
    isHeld: await isRebuildOpen(db),
  })
  const written = { manifest: true, openJobs: true, isHeld: false }
  const held = { manifest: false, openJobs: false, isHeld: true }
  const begin = async (isDryRun: boolean) => {
    const id = newOperationId()
    const wanted = {
      id,
      ownerId: adminOwnerId,
      keyId: adminKeyId,
      action: 'rebuild',
      filter: { dry_run: isDryRun },
    }
    await beginOperation(db, { ...wanted, requestId: 'req_1' }, 0)
    return (state: 'finished' | 'failed') =>
      moveOperation(db, id, { matched: 0, done: 0, skipped: 0, problemCount: 0, problems: [] }, state)
  }
  await begin(true)
  expect(await lists()).toEqual(written)
  const cutOff = await begin(false)
  expect(await lists()).toEqual(held)
  await cutOff('failed')
  expect(await lists()).toEqual(held)
  const whole = await begin(false)
  await whole('finished')
  expect(await lists()).toEqual(written)
})
