import type { JobDocument, JobId, TaskId } from '@reelkeep/core'
import {
  aClip,
  aJob,
  aSubmission,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
} from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  adminKeyId,
  adminOwnerId,
  beginOperation,
  isRebuildOpen,
  listBatchesToRecord,
  listJobsToRecord,
  listOwnersWithOpenJobs,
  loadJobs,
  markJob,
  markJobsRecorded,
  moveOperation,
  newOperationId,
  readJob,
  restoreJobs,
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

test('a mark, and that a task is a mere word of a person, come back from the record', async () => {
  const { db } = database
  const mistyped = await insertJob(
    db,
    aJob({
      state: 'failed',
      reason: 'upstream_lost',
      batchId: null,
      submission: aSubmission({ status: 'failed', taskId: 'video_typo' as TaskId, isUnproven: true }),
    }),
  )
  const job = aJob({ state: 'archived' })
  const { id } = await insertJob(db, { ...job, clip: aClip({ key: job.clipKey }) })
  const documents = async () =>
    new Map(
      (await listJobsToRecord(db, { limit: 100 })).map((found) => {
        return [found.id, JSON.parse(found.document) as JobDocument]
      }),
    )
  await markJobsRecorded(db, [{ id, version: job.version }])
  expect([...(await documents()).keys()]).not.toContain(id)
  const by = { actor: adminKeyId, requestId: 'req_1', ip: '127.0.0.1' }
  await markJob(db, { ownerId: adminOwnerId, id, mark: 'redo', note: 'the hand', ...by })
  const written = await documents()

  await using lost = await createTestDatabase()
  const wanted = [written.get(id), written.get(mistyped.id)].flatMap((document) => document ?? [])
  const restored = await restoreJobs(lost.db, wanted)
  expect(restored).toMatchObject({ restored: [id, mistyped.id], problems: [] })
  const record = await readJob(lost.db, { ownerId: adminOwnerId, id })
  expect(record?.mark).toMatchObject({ mark: 'redo', note: 'the hand', by: adminKeyId })
  const [back] = await loadJobs(lost.db, [mistyped.id as JobId])
  expect(back?.submission).toMatchObject({ taskId: 'video_typo', isUnproven: true })

  await markJobsRecorded(db, [{ id, version: written.get(id)?.job.version ?? 0 }])
  await markJob(db, { ownerId: adminOwnerId, id, mark: null, note: null, ...by })
  expect((await documents()).get(id)?.mark).toBeNull()
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
