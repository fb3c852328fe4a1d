// Refusals that are no fault of the account, and those that are older than the opening of their gate.
import { decide, type Job, type JobEvent } from '@reelkeep/core'
import { aJob, aSubmission, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  countOwnRefusals,
  type Database,
  ensureGates,
  readGates,
  saveDecisions,
  setGate,
} from '../src/index.ts'
import { rules, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 6_000 }])
})
afterEach(() => database[Symbol.asyncDispose]())

test('counts refusals of a job, and of its model, that the upstream outlived by accepting others', async () => {
  const job = await insertJob(db, aJob({ model: 'forbidden' }))
  await past(job, 'rejected', 60)
  await past(await insertJob(db, aJob({ model: 'forbidden' })), 'rejected', 50)
  expect(await countOwnRefusals(db, job)).toBe(0)
  const other = await insertJob(db, aJob({ model: 'usual' }))
  await past(other, 'accepted', 40)
  expect(await countOwnRefusals(db, job)).toBe(2)
  // After the last acceptance it may be the account after all.
  await past(await insertJob(db, aJob({ model: 'forbidden' })), 'rejected', 30)
  expect(await countOwnRefusals(db, job)).toBe(2)
  expect(await countOwnRefusals(db, other)).toBe(0)
  // The model is taken again: only the job's own refusal is left to count.
  await past(await insertJob(db, aJob({ model: 'forbidden' })), 'accepted', 20)
  expect(await countOwnRefusals(db, job)).toBe(1)
})

test('a refusal of what was asked before a person opened the gate leaves it open, a later one closes it', async () => {
  const [early, late] = [await rendering(), await rendering()]
  await setGate(db, upstream, { reopened: true })
  await refuse(early, new Date(Date.now() - 60_000))
  expect((await readGates(db))[0]).toMatchObject({ closedKind: null })
  await refuse(late, new Date(Date.now() + 60_000))
  expect((await readGates(db))[0]).toMatchObject({ closedKind: 'account' })
})

function rendering(): Promise<Job> {
  return insertJob(db, aJob({ state: 'rendering' }))
}

async function refuse(job: Job, askedAt: Date): Promise<void> {
  const event: JobEvent = { type: 'poll-account-refused', httpStatus: 401, vendorMessage: 'no' }
  const verdict = decide(job, event, { now: new Date(), rules, jitter: 0 })
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  expect(await saveDecisions(db, [{ job, decision: verdict.decision, askedAt }])).toMatchObject([
    { outcome: 'saved' },
  ])
}

/** A submission as it stood so many seconds ago. */
async function past(job: Job, status: 'rejected' | 'accepted', secondsAgo: number): Promise<void> {
  const { id } = aSubmission({ status })
  await db.sql`
    insert into submissions (id, job_id, number, status, upstream, requested_model, http_status, task_id, sent_at, settled_at)
    values (${id}, ${job.id}, 1, ${status}, ${upstream}, ${job.model}, ${status === 'rejected' ? 403 : 200},
      ${status === 'rejected' ? null : `task-${job.id}`}, now() - ${secondsAgo}::float8 * interval '1 second',
      ${status === 'rejected' ? db.sql`now() - ${secondsAgo}::float8 * interval '1 second'` : null})`
}
