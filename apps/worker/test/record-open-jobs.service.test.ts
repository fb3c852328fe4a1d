import { buffer } from 'node:stream/consumers'
import { openStore, readStoreSettings, unpackLines } from '@reelkeep/archive'
import { openJobsKeyFor } from '@reelkeep/core'
import {
  adminKeyId,
  adminOwnerId,
  beginOperation,
  type Database,
  moveOperation,
  newOperationId,
} from '@reelkeep/db'
import { aJob, createTestDatabase, createTestStoreEnvironment, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { openLog } from '../src/log.ts'
import { createOpenJobsRecorder } from '../src/record-open-jobs.ts'

const signal = new AbortController().signal
const key = openJobsKeyFor({ id: adminOwnerId, name: 'admin' })

async function openBucket() {
  const store = openStore(readStoreSettings(createTestStoreEnvironment()))
  await store.ensureBucket()
  const lines: string[] = []
  const log = openLog('info', { write: (line: string) => void lines.push(line) })
  return {
    store,
    warnings: () => lines.filter((line) => line.includes('reelkeep rebuild')).length,
    /** As the worker of this database does after its start. */
    recorder: (db: Database) => createOpenJobsRecorder(db, store, { everyMs: 0, monotonicMs: () => 0, log }),
    listed: async () => {
      const found = await store.read(key)
      if (found.outcome !== 'bytes') return []
      const ids: string[] = []
      for await (const line of unpackLines(await buffer(found.body))) ids.push(JSON.parse(line).job?.id)
      return ids.slice(1)
    },
    [Symbol.asyncDispose]: async () => store.close(),
  }
}

test('the list of a lost database stays until a rebuild is through, and its own is written on', async () => {
  await using bucket = await openBucket()
  await using lost = await createTestDatabase()
  const paid = await insertJob(lost.db, aJob({ state: 'rendering' }))
  await bucket.recorder(lost.db).record(signal)
  await insertJob(lost.db, aJob({ state: 'rendering' }))
  await bucket.recorder(lost.db).record(signal)
  const known = await bucket.listed()
  expect(known).toHaveLength(2)
  expect(known).toContain(paid.id)

  await using anew = await createTestDatabase()
  const posted = await insertJob(anew.db, aJob({ state: 'rendering' }))
  const recorder = bucket.recorder(anew.db)
  expect(bucket.warnings()).toBe(0)
  await recorder.record(signal)
  await recorder.record(signal)
  expect(await bucket.listed()).toEqual(known)
  expect(bucket.warnings()).toBe(1)

  await rebuilt(anew.db, { isDryRun: true })
  await recorder.record(signal)
  expect(await bucket.listed()).toEqual(known)
  await rebuilt(anew.db, { isDryRun: false })
  await recorder.record(signal)
  expect(await bucket.listed()).toEqual([posted.id])
  expect(bucket.warnings()).toBe(1)
})

test('a backup that is older than the list does not write over it', async () => {
  await using bucket = await openBucket()
  await using database = await createTestDatabase()
  const { db } = database
  const job = await insertJob(db, aJob({ state: 'rendering' }))
  await db.sql`update jobs set version = version + 1 where id = ${job.id}`
  await bucket.recorder(db).record(signal)
  const versions = async () => {
    const found = await bucket.store.read(key)
    return found.outcome === 'bytes' && found.etag
  }
  const written = await versions()
  await db.sql`update jobs set version = version - 1 where id = ${job.id}`
  await bucket.recorder(db).record(signal)
  expect(await versions()).toBe(written)
  expect(bucket.warnings()).toBe(1)
})

async function rebuilt(db: Database, { isDryRun }: { readonly isDryRun: boolean }): Promise<void> {
  const id = newOperationId()
  const wanted = { id, ownerId: adminOwnerId, keyId: adminKeyId, action: 'rebuild', requestId: 'req_1' }
  await beginOperation(db, { ...wanted, filter: { dry_run: isDryRun } }, 0)
  await moveOperation(db, id, { matched: 0, done: 0, skipped: 0, problemCount: 0, problems: [] }, 'finished')
}
