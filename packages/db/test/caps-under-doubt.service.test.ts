// A cap holds while a claim waits for a lock, and while a doubt without an amount comes and goes.
import { type CredentialId, decide, type Job, type JobEvent, type TaskId } from '@reelkeep/core'
import {
  aJob,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
  waitUntil,
} from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  adminOwnerId,
  admitJobs,
  type Database,
  ensureGates,
  loadJobs,
  newKeyId,
  saveDecisions,
} from '../src/index.ts'
import { disagreements, openRacers, rules, submissionIds, upstream } from './world.ts'

const other = 'other-upstream'
const price = 1_000_000_000n

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(
    db,
    [upstream, other].map((name) => ({ upstream: name, maxInFlight: 50, requestsPerMinute: 60_000 })),
  )
  await db.sql`update upstream_gates set tokens = 1000`
})
afterEach(() => database[Symbol.asyncDispose]())

function admit(racer: Database, from: string) {
  const request = { workerId: 'w', submissionIds: submissionIds(1), maxInFlight: 50 }
  return admitJobs(racer, { ...request, upstream: from, requestsPerMinute: 60_000 })
}

test('a cap that another spends while a claim waits for it holds, also when the key’s slots go meanwhile', async () => {
  const keyId = newKeyId()
  await db.sql`
    insert into api_keys (id, owner_id, name, max_in_flight) values (${keyId}, ${adminOwnerId}, ${keyId}, 1)`
  const batch = await insertBatch(db, { budgetTicks: price })
  const job = await insertJob(db, aJob({ upstream, batchId: batch.id, quotedTicks: price }), { keyId })
  const { racers, close } = openRacers(database.url, 1)
  const [racer] = racers
  if (racer === undefined) throw new Error('no racer')
  const spender = await db.sql.reserve()
  await spender`begin`
  await spender`update accounts set reserved_ticks = ${price} where batch_id = ${batch.id}`
  const admission = admit(racer, upstream)
  await untilOneWaits()
  // As if it had been bound by a person: the key has no slot left.
  await insertJob(db, aJob({ upstream: other, state: 'rendering', holdsSlot: true }), { keyId })
  await spender`commit`
  spender.release()
  expect((await admission).admitted).toEqual([])
  const [account] = await db.sql`select reserved_ticks, cap_ticks from accounts where batch_id = ${batch.id}`
  expect(account).toEqual({ reserved_ticks: price, cap_ticks: price })
  const [left] = await db.sql`select state from jobs where id = ${job.id}`
  expect(left).toEqual({ state: 'queued' })
  await close()
})

test('a doubt without an amount leaves at risk what an earlier submission may have cost', async () => {
  const batch = await insertBatch(db, { budgetTicks: 3n * price })
  const job = await insertJob(db, aJob({ upstream, batchId: batch.id, quotedTicks: null }))
  await db.sql`update jobs set max_price_ticks = ${price} where id = ${job.id}`
  await send(job)
  await happen(job, { type: 'submit-accepted', taskId: 'first' as TaskId, upstreamStatus: null })
  await happen(job, {
    type: 'render-failed',
    reason: 'upstream_failed',
    charged: 'yes',
    vendorMessage: 'gone',
    reportedTicks: null,
    upstreamStatus: 'failed',
  })
  expect(await taken(batch.id)).toBe(price)
  await happen(job, { type: 'job-retried', by: 'key' })
  await send(job)
  expect(await taken(batch.id)).toBe(2n * price)
  await happen(job, { type: 'submit-unknown', httpStatus: 502, message: 'bad gateway' })
  expect(await taken(batch.id)).toBe(2n * price)
  await happen(job, { type: 'submit-accepted', taskId: 'second' as TaskId, upstreamStatus: null })
  expect(await taken(batch.id)).toBe(2n * price)
  expect(await disagreements(db)).toEqual([])
})

async function send(job: Job): Promise<void> {
  expect((await admit(db, upstream)).admitted).toHaveLength(1)
  const deadlineAt = new Date(Date.now() + 60_000)
  const sender = { workerId: 'w', credentialId: 'c' as CredentialId, baseUrl: 'https://u' }
  await happen(job, { type: 'submit-started', deadlineAt, ...sender })
}

async function happen({ id }: Job, event: JobEvent): Promise<void> {
  const [job] = await loadJobs(db, [id])
  if (job === undefined) throw new Error(`${id} is gone`)
  const verdict = decide(job, event, { now: new Date(), rules, jitter: 0 })
  if (verdict.outcome !== 'decided') throw new Error(`${event.type} was ignored in ${job.state}`)
  const [saved] = await saveDecisions(db, [{ job, decision: verdict.decision }])
  expect(saved?.outcome).toBe('saved')
}

async function taken(batchId: string): Promise<bigint> {
  const [row] = await db.sql<[{ taken: bigint }]>`
    select reserved_ticks + charged_ticks + contingent_ticks as taken from accounts where batch_id = ${batchId}`
  return row.taken
}

async function untilOneWaits(): Promise<void> {
  await waitUntil(
    async () => {
      const [row] = await db.sql<[{ waiting: number }]>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
      return row.waiting > 0
    },
    { what: 'a claim that waits for a lock' },
  )
}
