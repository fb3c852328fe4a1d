import { aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, ensureGates, grantResubmission, listExpiredHolds } from '../src/index.ts'
import { openRacers, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 6_000 }])
})
afterEach(() => database[Symbol.asyncDispose]())

test('workers that ask at once never pass the allowance of a day, and each use is audited once', async () => {
  const jobs = await Promise.all(
    Array.from({ length: 8 }, () => insertJob(db, aJob({ state: 'unconfirmed' }))),
  )
  const { racers, close } = openRacers(database.url, 4)
  const grants = await Promise.all(
    racers.flatMap((racer) => jobs.map((job) => grantResubmission(racer, requestFor(job)))),
  )
  await close()
  // Each of four asked for all eight; the allowance is worth three.
  expect(grants.filter((grant) => grant === 'granted')).toHaveLength(4 * 3)
  const audits = await db.sql`
    select distinct target, actor, action, reason from audit_entries where action = 'submission-resubmitted'`
  expect(audits).toHaveLength(3)
  expect(audits[0]).toMatchObject({ actor: 'system', reason: 'the policy' })
  const [gate] = await db.sql`select resubmit_ticks from upstream_gates`
  expect(gate).toEqual({ resubmit_ticks: 300n })
  await db.sql`update upstream_gates set resubmit_on = resubmit_on - 1`
  const left = jobs.find((_, index) => grants[index] === 'refused')
  if (left === undefined) throw new Error('all were granted')
  expect(await grantResubmission(db, requestFor(left))).toBe('granted')
})

test('a hold expires once its submission has been in doubt for long enough', async () => {
  const job = await insertJob(db, aJob({ state: 'unconfirmed' }))
  const filter = { upstream, heldMs: 60_000, limit: 10 }
  await db.sql`update submissions set unknown_at = now() - interval '59 seconds'`
  expect(await listExpiredHolds(db, filter)).toEqual([])
  await db.sql`update submissions set unknown_at = now() - interval '61 seconds'`
  expect(await listExpiredHolds(db, filter)).toMatchObject([{ id: job.id, isTold: false }])
})

function requestFor({ id, ownerId, submission }: Awaited<ReturnType<typeof insertJob>>) {
  if (submission === null) throw new Error('no submission')
  return {
    upstream,
    ownerId,
    jobId: id,
    submissionId: submission.id,
    ticks: 100n,
    dailyTicks: 300n,
    reason: 'the policy',
  }
}
