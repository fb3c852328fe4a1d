// What caps of keys and days let through, what they hold back, and what is said of it meanwhile.
import type { Job, Ticks } from '@reelkeep/core'
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
  adminOwnerId,
  admitJobs,
  type Database,
  ensureGates,
  loadJobs,
  newAccountId,
  newKeyId,
  saveDecisions,
  waitsFor,
} from '../src/index.ts'
import { disagreements, openRacers, submissionIds, upstream, wrongLedgers } from './world.ts'

const unit = 500_000_000n

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 60_000 }])
  await db.sql`update upstream_gates set tokens = 1000`
})
afterEach(() => database[Symbol.asyncDispose]())

async function aKey(caps: { total?: Ticks; day?: Ticks; maxInFlight?: number } = {}): Promise<string> {
  const id = newKeyId()
  await db.sql`
    insert into api_keys (id, owner_id, name, day_cap_ticks, max_in_flight)
    values (${id}, ${adminOwnerId}, ${id}, ${caps.day ?? null}, ${caps.maxInFlight ?? null})`
  if (caps.total !== undefined) {
    await db.sql`
      insert into accounts (id, owner_id, kind, key_id, cap_ticks)
      values (${newAccountId()}, ${adminOwnerId}, 'key', ${id}, ${caps.total})`
  }
  return id
}

async function queue(keyId: string, count: number, overrides: Partial<Job> = {}): Promise<Job[]> {
  const jobs: Job[] = []
  for (let index = 0; index < count; index += 1) jobs.push(await insertJob(db, aJob(overrides), { keyId }))
  return jobs
}

/** Looks until nothing more goes: each look that opens accounts or passes something over is followed by another. */
async function admit(count = 10, timeZone = 'UTC') {
  const admitted: Job['id'][] = []
  for (;;) {
    const look = await admitJobs(db, {
      upstream,
      workerId: 'w',
      submissionIds: submissionIds(count - admitted.length),
      maxInFlight: 50,
      requestsPerMinute: 60_000,
      timeZone,
    })
    admitted.push(...look.admitted.map(({ id }) => id))
    const isAgain = look.nextAt !== null && look.nextAt.getTime() <= Date.now()
    if (!isAgain || admitted.length === count) return { ids: admitted, nextAt: look.nextAt }
  }
}

async function waiting(job: Job | undefined): Promise<string | null> {
  const [row] = await db.sql<{ waits_for: string | null }[]>`
    select ${waitsFor(db.sql)} as waits_for from jobs j left join batches b on b.id = j.batch_id
    left join upstream_gates g on g.upstream = j.upstream where j.id = ${job?.id ?? ''}`
  return row?.waits_for ?? null
}

/** What has happened so far was yesterday. */
async function turnDay(): Promise<void> {
  await db.sql`update accounts set on_day = on_day - 1, day_ends_at = now() where kind = 'day'`
  await db.sql`update submissions set created_at = created_at - interval '1 day'`
}

const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id)

async function end(job: Job, chargedTicks: Ticks): Promise<void> {
  const [present] = await loadJobs(db, [job.id])
  if (present === undefined) throw new Error(`${job.id} is gone`)
  const decision = aDecision({
    changes: {
      state: 'failed',
      reason: 'misconfigured',
      failure: {
        step: 'submit',
        reason: 'misconfigured',
        message: 'x',
        charged: 'yes',
        retryable: true,
        upstreamStatus: null,
      },
      dueAt: null,
      holdsSlot: false,
      reservedTicks: 0n,
      chargedTicks,
      finishedAt: new Date(),
    },
    submission: { status: 'not_sent' },
    event: { kind: 'job-failed', detail: {} },
    ledger: [entry(present, 'released', present.reservedTicks), entry(present, 'charged', chargedTicks)],
  })
  await saveDecisions(db, [{ job: present, decision }])
}

function entry(job: Job, kind: 'released' | 'charged', ticks: Ticks) {
  const submissionId = job.submission?.id ?? null
  return {
    kind,
    ticks,
    source: 'metered' as const,
    priceVersion: null,
    submissionId,
    chargeKey: `${submissionId}-${kind}`,
  }
}

test('jobs that a cap holds back at the head of the line are passed over, and say so', async () => {
  const poor = await aKey({ total: unit * 2n })
  const rich = await aKey()
  const held = await queue(poor, 15)
  const others = await queue(rich, 3)
  const { ids: first } = await admit(10)
  expect(new Set(first)).toEqual(new Set([held[0]?.id, held[1]?.id, ...ids(others)]))
  expect(await waiting(held[2])).toBe('budget')
  await db.sql`update accounts set cap_ticks = ${unit * 3n}`
  expect(await waiting(held[2])).toBe(null)
  expect((await admit(10)).ids).toEqual([held[2]?.id])
  expect(await disagreements(db)).toEqual([])
  expect(await wrongLedgers(db)).toEqual([])
})

test('a row that is too dear for what is left lets the cheaper ones behind it go', async () => {
  const { id: batchId } = await insertBatch(db, { budgetTicks: unit * 3n })
  const dear = await insertJob(db, aJob({ batchId, quotedTicks: unit * 4n }))
  const cheap = [await insertJob(db, aJob({ batchId })), await insertJob(db, aJob({ batchId }))]
  expect((await admit(1)).ids).toEqual([cheap[0]?.id])
  expect((await admit(10)).ids).toEqual([cheap[1]?.id])
  expect(await waiting(dear)).toBe('budget')
})

test('money that a failure gives back is there for the next at once', async () => {
  const key = await aKey({ total: unit })
  const [first, second] = await queue(key, 2)
  expect((await admit()).ids).toEqual([first?.id])
  expect((await admit()).ids).toEqual([])
  await end(first as Job, unit / 4n)
  expect((await admit()).ids).toEqual([])
  await db.sql`update jobs set quoted_ticks = ${unit / 2n} where id = ${second?.id ?? ''}`
  expect((await admit()).ids).toEqual([second?.id])
  expect(await disagreements(db)).toEqual([])
})

test('the cap of a day holds until the day turns where days begin, and then all goes on', async () => {
  const zone = 'Asia/Shanghai'
  const key = await aKey({ day: unit })
  const [first, second] = await queue(key, 2)
  expect((await admit(10, zone)).ids).toEqual([first?.id])
  const { ids: none, nextAt } = await admit(10, zone)
  expect(none).toEqual([])
  expect(await waiting(second)).toBe('budget')
  const [day] = await db.sql<[{ day_ends_at: Date; on_day: Date; today: Date }]>`
    select day_ends_at, on_day, (now() at time zone ${zone})::date as today from accounts where kind = 'day'`
  expect(nextAt).toEqual(day.day_ends_at)
  expect(day.day_ends_at.toISOString()).toContain('T16:00:00')
  expect(day.on_day).toEqual(day.today)
  // Yesterday's account stays as it was; what it reserved is given back to it, whatever day that is on.
  await turnDay()
  expect(await waiting(second)).toBe(null)
  expect((await admit(10, zone)).ids).toEqual([second?.id])
  await end(first as Job, unit)
  expect(
    await db.sql`select reserved_ticks, charged_ticks from accounts where kind = 'day' order by on_day`,
  ).toEqual([
    { reserved_ticks: 0n, charged_ticks: unit },
    { reserved_ticks: unit, charged_ticks: 0n },
  ])
  expect(await disagreements(db)).toEqual([])
})

test('a job that is sent again on another day counts against that day, and its earlier charge stays', async () => {
  const key = await aKey({ day: unit * 5n })
  const [job] = await queue(key, 1)
  await admit()
  await end(job as Job, unit)
  await turnDay()
  await db.sql`update jobs set state = 'queued', reason = null, failure = null, finished_at = null, due_at = now()`
  expect((await admit()).ids).toEqual([job?.id])
  expect(
    await db.sql`select reserved_ticks, charged_ticks from accounts where kind = 'day' order by on_day`,
  ).toEqual([
    { reserved_ticks: 0n, charged_ticks: unit },
    { reserved_ticks: unit, charged_ticks: 0n },
  ])
  expect(await disagreements(db)).toEqual([])
})

test('a cap that is set late knows what was spent and what is under way', async () => {
  const key = await aKey()
  const jobs = await queue(key, 4)
  await admit(2)
  await end(jobs[0] as Job, unit / 2n)
  await db.sql`update api_keys set day_cap_ticks = ${unit * 2n} where id = ${key}`
  await db.sql`
    insert into accounts (id, owner_id, kind, key_id, cap_ticks)
    values (${newAccountId()}, ${adminOwnerId}, 'key', ${key}, ${unit * 10n})`
  expect((await admit(1)).ids).toEqual([])
  const carried = (unit * 3n) / 2n
  expect(await db.sql`select kind, carried_ticks, charged_ticks from accounts order by kind`).toEqual([
    { kind: 'day', carried_ticks: carried, charged_ticks: carried },
    { kind: 'key', carried_ticks: carried, charged_ticks: carried },
  ])
  await db.sql`update api_keys set day_cap_ticks = ${unit * 3n} where id = ${key}`
  expect((await admit(1)).ids).toEqual([jobs[2]?.id])
  expect(await disagreements(db)).toEqual([])
})

test('a key sends no more at once than it may, at two upstreams together, under racing workers', async () => {
  await ensureGates(db, [{ upstream: 'second', maxInFlight: 50, requestsPerMinute: 60_000 }])
  await db.sql`update upstream_gates set tokens = 1000`
  const key = await aKey({ maxInFlight: 5 })
  const jobs = [...(await queue(key, 20)), ...(await queue(key, 20, { upstream: 'second' }))]
  const { racers, close } = openRacers(database.url, 20)
  try {
    await Promise.all(
      racers.map((racer, index) =>
        admitJobs(racer, {
          upstream: index % 2 === 0 ? upstream : 'second',
          workerId: 'w',
          submissionIds: submissionIds(3),
          maxInFlight: 50,
          requestsPerMinute: 60_000,
        }),
      ),
    )
  } finally {
    await close()
  }
  expect(await db.sql`select count(*)::int as n from jobs where holds_slot`).toEqual([{ n: 5 }])
  const held = (await loadJobs(db, ids(jobs))).find(({ state }) => state === 'queued')
  expect(await waiting(held)).toBe('slot')
  // A limit costs a key no account, and so no lock on any save.
  expect(await db.sql`select 1 from accounts`).toEqual([])
})

test('the jobs of a key without caps name no account', async () => {
  await queue(await aKey(), 2)
  await admit()
  expect(await db.sql`select distinct account_ids from jobs`).toEqual([{ account_ids: [] }])
})
