import type { Job } from '@reelkeep/core'
import {
  aDecision,
  aJob,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
} from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type AdmitRequest,
  admitJobs,
  type Database,
  ensureGates,
  loadJobs,
  newAccountId,
  saveDecisions,
  setGate,
} from '../src/index.ts'
import { disagreements, eventsOf, openRacers, submissionIds, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 60_000 }])
})
afterEach(() => database[Symbol.asyncDispose]())

function request(overrides: Partial<AdmitRequest> = {}): AdmitRequest {
  return {
    upstream,
    workerId: 'worker-test',
    submissionIds: submissionIds(10),
    maxInFlight: 50,
    requestsPerMinute: 60_000,
    ...overrides,
  }
}

async function queue(
  count: number,
  overrides: Partial<Job> = {},
  options: Parameters<typeof insertJob>[2] = {},
) {
  const jobs: Job[] = []
  for (let index = 0; index < count; index += 1) jobs.push(await insertJob(db, aJob(overrides), options))
  return jobs
}

async function loaded(job: Pick<Job, 'id'>): Promise<Job> {
  const [found] = await loadJobs(db, [job.id])
  if (found === undefined) throw new Error(`${job.id} is gone`)
  return found
}

/** A settled gate refills at once, so that a test of something else never meets the rate. */
async function refill() {
  await db.sql`update upstream_gates set tokens = 1000, tokens_at = now()`
}

test('an admitted job has an intent, a slot, a reservation and an event, all at once', async () => {
  const { id: batchId, accountId } = await insertBatch(db, { budgetTicks: 10_000_000_000n })
  const [job] = await queue(1, { batchId }, { accountIds: accountId === null ? [] : [accountId] })
  const ids = submissionIds(1)
  const { admitted } = await admitJobs(db, request({ submissionIds: ids }))

  expect(admitted).toEqual([{ id: job?.id, version: 4 }])
  const after = await loaded(job as Job)
  expect(after).toMatchObject({
    state: 'submitting',
    holdsSlot: true,
    reservedTicks: job?.quotedTicks,
    submissions: 1,
    submission: { id: ids[0], number: 1, status: 'intent', workerId: 'worker-test' },
  })
  expect((await eventsOf(db, after)).at(-1)).toMatchObject({
    seq: 4,
    kind: 'job-admitted',
    from_state: 'queued',
  })
  expect(await db.sql`select kind, ticks, charge_key from ledger_entries`).toEqual([
    { kind: 'reserved', ticks: job?.quotedTicks, charge_key: `${ids[0]}-reserved` },
  ])
  expect(await disagreements(db)).toEqual([])
})

test('the event says how full the upstream was when the turn came, so that the wait before it has a reason', async () => {
  const [first] = await queue(3)
  await admitJobs(db, request({ maxInFlight: 2 }))
  await db.sql`update jobs set holds_slot = false, state = 'rendering' where id = ${first?.id ?? ''}`
  await db.sql`update upstream_gates set in_flight = 1, tokens = 7, tokens_at = now() + interval '1 hour'`
  await admitJobs(db, request({ maxInFlight: 2 }))
  const details = await db.sql`
    select detail - 'submission' - 'worker' as detail from job_events where kind = 'job-admitted' order by at, job_id`
  expect(details.map(({ detail }) => detail)).toEqual([
    { number: 1, slots_taken: 0, slots: 2, rate_left: expect.any(Number) },
    { number: 1, slots_taken: 0, slots: 2, rate_left: expect.any(Number) },
    { number: 1, slots_taken: 1, slots: 2, rate_left: 7 },
  ])
})

/** Three at most. One that others outraced at every look takes nothing and is told to ask again at once. */
async function admitAtLast(racer: Database, index: number): Promise<Job['id'][]> {
  for (;;) {
    const wish = request({ workerId: `w${index}`, submissionIds: submissionIds(3) })
    const { admitted, nextAt } = await admitJobs(racer, wish)
    if (admitted.length > 0 || nextAt === null) return admitted.map(({ id }) => id)
  }
}

test('never passes 50 slots under 50 racing connections', async () => {
  await queue(120)
  const { racers, close } = openRacers(database.url, 50)
  try {
    for (let round = 0; round < 6; round += 1) {
      await refill()
      const fresh = (await Promise.all(racers.map(admitAtLast))).flat()
      expect(new Set(fresh).size).toBe(fresh.length)
      const [gate] = await db.sql<[{ in_flight: number }]>`select in_flight from upstream_gates`
      expect(gate.in_flight).toBe(Math.min(50, 120 - round * 20))
      expect(await disagreements(db)).toEqual([])
      // Twenty come to an end, so that the next round has room again.
      const held = await db.sql<
        { id: Job['id'] }[]
      >`select id from jobs where holds_slot order by id limit 20`
      const jobs = await loadJobs(
        db,
        held.map(({ id }) => id),
      )
      await saveDecisions(
        db,
        jobs.map((job) => ({ job, decision: failed() })),
      )
    }
  } finally {
    await close()
  }
})

test('never passes a budget under 50 racing connections', async () => {
  const { id: batchId, accountId } = await insertBatch(db, { budgetTicks: 7n * 500_000_000n + 1n })
  await queue(40, { batchId }, { accountIds: accountId === null ? [] : [accountId] })
  const { racers, close } = openRacers(database.url, 50)
  try {
    for (let round = 0; round < 4; round += 1) {
      await refill()
      await Promise.all(racers.map((racer) => admitJobs(racer, request({ submissionIds: submissionIds(2) }))))
      expect(await db.sql`select count(*)::int as n from jobs where state = 'submitting'`).toEqual([{ n: 7 }])
      expect(await disagreements(db)).toEqual([])
    }
  } finally {
    await close()
  }
})

test('a cap shared by two upstreams holds although each has a gate of its own', async () => {
  await ensureGates(db, [{ upstream: 'second', maxInFlight: 50, requestsPerMinute: 60_000 }])
  const { id: batchId, accountId } = await insertBatch(db, { budgetTicks: 5n * 500_000_000n })
  const options = { accountIds: accountId === null ? [] : [accountId] }
  await queue(15, { batchId }, options)
  await queue(15, { batchId, upstream: 'second' }, options)
  const { racers, close } = openRacers(database.url, 20)
  try {
    await refill()
    await Promise.all(
      racers.map((racer, index) => admitJobs(racer, request(index % 2 === 0 ? {} : { upstream: 'second' }))),
    )
    expect(await db.sql`select count(*)::int as n from jobs where state = 'submitting'`).toEqual([{ n: 5 }])
    expect(await disagreements(db)).toEqual([])
  } finally {
    await close()
  }
})

test('a job that would pass a cap does not stop the jobs of other batches', async () => {
  const poor = await insertBatch(db, { budgetTicks: 1n })
  const rich = await insertBatch(db)
  await queue(20, { batchId: poor.id }, { accountIds: poor.accountId === null ? [] : [poor.accountId] })
  const [job] = await queue(1, { batchId: rich.id })
  const { admitted } = await admitJobs(db, request())
  expect(admitted.map(({ id }) => id)).toEqual([job?.id])
})

test('a job without a price waits under a cap and goes without one', async () => {
  const accountId = newAccountId()
  const { id: batchId } = await insertBatch(db)
  await db.sql`insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
    values (${accountId}, 'owner_00000000000000000000000000', 'batch', ${batchId}, 1000000)`
  await queue(1, { batchId, quotedTicks: null }, { accountIds: [accountId] })
  expect((await admitJobs(db, request())).admitted).toEqual([])
  await db.sql`update accounts set cap_ticks = null`
  const { admitted } = await admitJobs(db, request())
  expect(admitted).toHaveLength(1)
  expect(await db.sql`select reserved_ticks from jobs`).toEqual([{ reserved_ticks: 0n }])
})

test('a ceiling per row is reserved where there is no price', async () => {
  const [job] = await queue(1, { quotedTicks: null })
  await db.sql`update jobs set max_price_ticks = 77`
  await admitJobs(db, request())
  expect(await loaded(job as Job)).toMatchObject({ reservedTicks: 77n, quotedTicks: null })
})

test('a batch of thousands and a batch of three move together', async () => {
  const big = await insertBatch(db)
  const small = await insertBatch(db)
  await queue(30, { batchId: big.id })
  await queue(3, { batchId: small.id })
  await queue(3)
  const counts: string[] = []
  for (let round = 0; round < 9; round += 1) {
    const { admitted } = await admitJobs(db, request({ submissionIds: submissionIds(1), maxInFlight: 9 }))
    const [job] = await loadJobs(
      db,
      admitted.map(({ id }) => id),
    )
    counts.push(job?.batchId === big.id ? 'big' : job?.batchId === small.id ? 'small' : 'single')
  }
  expect(counts.filter((name) => name === 'big')).toHaveLength(3)
  expect(counts.filter((name) => name === 'small')).toHaveLength(3)
  expect(counts.filter((name) => name === 'single')).toHaveLength(3)
})

test('with more batches than room those with the least in flight go, and what is not due takes no turn from others', async () => {
  const batches = await Promise.all([1, 2, 3, 4].map(() => insertBatch(db)))
  const [early, first, second, late] = batches.map(({ id }) => id)
  const turns = async (count: number) => {
    const { admitted } = await admitJobs(db, request({ submissionIds: submissionIds(count) }))
    const jobs = await Promise.all(admitted.map(loaded))
    return jobs.map(({ batchId }) => batchId).sort()
  }
  await queue(6, { batchId: early ?? null })
  await queue(3, { batchId: late ?? null, dueAt: new Date(Date.now() + 3_600_000) })
  expect(await turns(2)).toEqual([early, early])
  await queue(2, { batchId: first ?? null })
  await queue(2, { batchId: second ?? null })
  expect(await turns(1)).toEqual([first])
  expect(await turns(2)).toEqual([second, first].sort())
  expect(await turns(2)).toEqual([early, second].sort())
  expect(await turns(50)).toEqual([early, early, early])
})

test('within a batch the higher priority goes first, then the older', async () => {
  const { id: batchId } = await insertBatch(db)
  const [low] = await queue(1, { batchId }, { priority: 1 })
  const [first, second] = await queue(2, { batchId })
  const [high] = await queue(1, { batchId }, { priority: 9 })
  const order: string[] = []
  for (let round = 0; round < 4; round += 1) {
    const { admitted } = await admitJobs(db, request({ submissionIds: submissionIds(1) }))
    order.push(...admitted.map(({ id }) => id))
  }
  expect(order).toEqual([high?.id, first?.id, second?.id, low?.id])
})

test('nothing is admitted from a paused batch, or through a paused, closed or held gate, or into an unwell archive', async () => {
  const { id: batchId } = await insertBatch(db, { state: 'paused' })
  await queue(1, { batchId })
  expect((await admitJobs(db, request())).admitted).toEqual([])
  await queue(1)
  await db.sql`update store_health set closed_at = now(), closed_kind = 'failing', closed_reason = 'away'`
  expect(await admitJobs(db, request())).toEqual({ admitted: [], nextAt: null })
  await db.sql`update store_health set closed_at = null, closed_kind = null, closed_reason = null`
  await setGate(db, upstream, { paused: true })
  expect(await admitJobs(db, request())).toEqual({ admitted: [], nextAt: null })
  await setGate(db, upstream, { paused: false, noKeyReason: 'no key' })
  expect(await admitJobs(db, request())).toEqual({ admitted: [], nextAt: null })
  await setGate(db, upstream, { reopened: true })
  const later = new Date(Date.now() + 60_000)
  await db.sql`update upstream_gates set not_before = ${later}`
  expect(await admitJobs(db, request())).toEqual({ admitted: [], nextAt: later })
  await setGate(db, upstream, { reopened: true })
  expect((await admitJobs(db, request())).admitted).toHaveLength(1)
})

test('keeps to the rate: a sixth of a minute at once at most, then when the next may go', async () => {
  await queue(30)
  // 60 a minute: ten at once after a long rest, then one a second.
  await db.sql`update upstream_gates set tokens = 0, tokens_at = now() - interval '1 hour'`
  const first = await admitJobs(db, request({ requestsPerMinute: 60, submissionIds: submissionIds(30) }))
  expect(first.admitted).toHaveLength(10)
  const waitMs = (first.nextAt?.getTime() ?? 0) - Date.now()
  expect(waitMs).toBeGreaterThan(500)
  expect(waitMs).toBeLessThanOrEqual(1_100)
  expect((await admitJobs(db, request({ requestsPerMinute: 60 }))).admitted).toEqual([])
  await db.sql`update upstream_gates set tokens_at = tokens_at - interval '3 seconds'`
  expect((await admitJobs(db, request({ requestsPerMinute: 60 }))).admitted).toHaveLength(3)
})

test('a live override of slots and rate wins over the configuration, the rate at the speed of the upstream', async () => {
  await queue(30)
  await setGate(db, upstream, { maxInFlight: 2 })
  await refill()
  expect((await admitJobs(db, request())).admitted).toHaveLength(2)
  await setGate(db, upstream, { maxInFlight: null, requestsPerMinute: 6 })
  await db.sql`update upstream_gates set tokens = 0, tokens_at = now() - interval '1 hour'`
  expect((await admitJobs(db, request({ speed: 5 }))).admitted).toHaveLength(5)
})

test('a job held back is admitted when its time has come, and the answer says when', async () => {
  const later = new Date(Date.now() + 30_000)
  await queue(1, { dueAt: later })
  expect(await admitJobs(db, request())).toEqual({ admitted: [], nextAt: later })
})

test('the same submissions cannot be used twice', async () => {
  await queue(2)
  const ids = submissionIds(1)
  await admitJobs(db, request({ submissionIds: ids }))
  await expect(admitJobs(db, request({ submissionIds: ids }))).rejects.toMatchObject({ code: '23505' })
  expect(await disagreements(db)).toEqual([])
})

test('an upstream without a gate is an error that names it', async () => {
  await expect(admitJobs(db, request({ upstream: 'nowhere' }))).rejects.toThrow('nowhere')
})

function failed() {
  return aDecision({
    changes: {
      state: 'failed',
      reason: 'misconfigured',
      failure: {
        step: 'submit',
        reason: 'misconfigured',
        message: 'x',
        charged: 'no',
        retryable: true,
        upstreamStatus: null,
      },
      dueAt: null,
      holdsSlot: false,
      reservedTicks: 0n,
      finishedAt: new Date(),
    },
    submission: { status: 'not_sent' },
    event: { kind: 'job-failed', detail: {} },
  })
}
