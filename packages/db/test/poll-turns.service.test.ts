// Turns to poll, shared by all workers. Time is moved in the rows, never waited for.
import { aDecision, aJob, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  admitJobs,
  type Database,
  ensureGates,
  type PollTurnRequest,
  readGates,
  saveDecisions,
  setGate,
  takePollTurns,
} from '../src/index.ts'
import { openRacers, submissionIds, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 60 }])
})
afterEach(() => database[Symbol.asyncDispose]())

async function take(count: number, overrides: Partial<PollTurnRequest> = {}, racer = db) {
  const { waitsMs } = await ask(count, overrides, racer)
  return waitsMs
}

function ask(count: number, overrides: Partial<PollTurnRequest> = {}, racer = db) {
  return takePollTurns(racer, {
    upstream,
    count,
    pollsPerMinute: 600,
    requestsPerMinute: 60,
    speed: 1,
    pollsShareRate: false,
    ...overrides,
  })
}

function admit(overrides: { speed?: number; requestsPerMinute?: number } = {}) {
  return admitJobs(db, {
    upstream,
    workerId: 'w',
    submissionIds: submissionIds(5),
    maxInFlight: 50,
    requestsPerMinute: 60,
    pollsShareRate: true,
    ...overrides,
  })
}

const shared = { pollsShareRate: true }

/** As if nobody had asked for anything for so long. */
async function pass(seconds: number): Promise<void> {
  await db.sql`update upstream_gates set tokens_at = tokens_at - ${seconds}::float8 * interval '1 second'`
  await db.sql`update poll_buckets set tokens_at = tokens_at - ${seconds}::float8 * interval '1 second'`
}

const empty = () => db.sql`update poll_buckets set tokens = 0, tokens_at = clock_timestamp()`

test('a second’s worth goes at once, the rest at the rate, and nobody is promised more than two seconds', async () => {
  await pass(60)
  const waits = await take(100)
  expect(waits.slice(0, 10)).toEqual(Array(10).fill(0))
  expect(waits).toHaveLength(30)
  expect(waits[10]).toBeCloseTo(100, 3)
  expect(waits[29]).toBeCloseTo(2_000, 3)
  // As much time as passed since may be promised again, and no more.
  for (const wait of await take(5)) expect(wait).toBeLessThanOrEqual(2_000)
})

test('turns out of a bucket of their own leave the creates’ bucket alone', async () => {
  const [before] = await db.sql`select tokens, tokens_at from upstream_gates`
  await take(5)
  expect((await db.sql`select tokens, tokens_at from upstream_gates`)[0]).toEqual(before)
})

test('several workers share one rate exactly', async () => {
  await pass(60)
  const startedMs = performance.now()
  const { racers, close } = openRacers(database.url, 20)
  try {
    const waits = (await Promise.all(racers.map((racer) => take(5, {}, racer)))).flat()
    expect(waits.length).toBeGreaterThanOrEqual(30)
    expect(waits.length).toBeLessThanOrEqual(30 + 10 * ((performance.now() - startedMs) / 1000))
    expect(waits.filter((wait) => wait === 0).length).toBeLessThan(30)
  } finally {
    await close()
  }
})

test('spare turns are given at a high rate only, and out of the same bucket', async () => {
  await pass(60)
  expect(await ask(1)).toEqual({ waitsMs: [0], spare: 0 })
  const high = { pollsPerMinute: 600_000 }
  await pass(60)
  expect(await ask(1, high)).toEqual({ waitsMs: [0], spare: 200 })
  expect(await ask(1, { ...high, ...shared })).toMatchObject({ spare: 0 })
  const [bucket] = await db.sql<[{ tokens: number }]>`select tokens from poll_buckets`
  expect(bucket.tokens).toBeLessThan(10_000)
  await empty()
  expect((await ask(100, { pollsPerMinute: 6_000 })).spare).toBe(0)
})

test('a live limit is in force at the next turn, at the speed of the upstream', async () => {
  await setGate(db, upstream, { pollsPerMinute: 60 })
  await empty()
  const [atOne] = await take(1)
  expect(atOne).toBeGreaterThan(250)
  expect(atOne).toBeLessThanOrEqual(1_000)
  await empty()
  expect((await take(1, { speed: 4 }))[0]).toBeLessThanOrEqual(250)
})

test.each([{ paused: true }, { noKeyReason: 'no key' }])(
  'turns are given while %j stops creates',
  async (settings) => {
    await setGate(db, upstream, settings)
    expect(await take(1)).toEqual([0])
  },
)

test('an upstream without a gate is an error that names it', async () => {
  await expect(take(1, { upstream: 'nowhere' })).rejects.toThrow('nowhere')
})

describe('a rate limit on polls', () => {
  const limited = async (count: number) => {
    const jobs = await Promise.all(
      Array.from({ length: count }, () => insertJob(db, aJob({ state: 'rendering' }))),
    )
    await saveDecisions(
      db,
      jobs.map((job) => ({ job, decision: aDecision({ gate: { type: 'slow-polls' } }) })),
    )
  }

  test('halves their rate once for what was asked before, and leaves creates alone', async () => {
    await limited(3)
    await limited(2)
    expect(await readGates(db)).toMatchObject([{ pollRateCut: expect.closeTo(0.5, 1), rateCut: 1 }])
    await empty()
    expect((await take(1))[0]).toBeGreaterThan(110)
    await db.sql`update poll_buckets set cut_at = cut_at - interval '6 seconds'`
    await limited(1)
    expect((await readGates(db))[0]?.pollRateCut).toBeCloseTo(0.25, 1)
  })

  test('slows creates as well where the vendor counts them together', async () => {
    await insertJob(db, aJob())
    await limited(1)
    await db.sql`update upstream_gates set tokens = 0, tokens_at = clock_timestamp()`
    const { admitted, nextAt } = await admit()
    expect(admitted).toEqual([])
    expect((nextAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(1_200)
  })
})

describe('a bucket that creates and polls share', () => {
  beforeEach(async () => {
    for (let index = 0; index < 40; index += 1) await insertJob(db, aJob())
  })

  test('is promised to polls first; creates go on when it has filled again', async () => {
    await pass(60)
    const waits = await take(3, shared)
    expect(waits.map((wait) => Math.round(wait / 100))).toEqual([0, 10, 20])
    const none = await admit()
    expect(none.admitted).toEqual([])
    expect((none.nextAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(2_000)
    await pass(1.5)
    expect((await admit()).admitted).toEqual([])
    await pass(2)
    expect((await admit()).admitted).toHaveLength(1)
  })

  test('goes on for polls when a person stops creates with a rate of zero', async () => {
    await setGate(db, upstream, { requestsPerMinute: 0 })
    await pass(60)
    expect((await take(3, shared)).map((wait) => Math.round(wait / 100))).toEqual([0, 10, 20])
  })

  test('holds one of the vendor’s seconds, not one of ours, while a simulated vendor runs faster', async () => {
    const fast = { speed: 60, requestsPerMinute: 3_600 }
    await pass(60)
    const waits = await take(4, { ...shared, ...fast })
    expect(waits.map((wait) => Math.round(wait))).toEqual([0, 17, 33, 50])
    await pass(60)
    expect((await admit(fast)).admitted).toHaveLength(1)
  })

  test('gives polls and creates together no more than the rate', async () => {
    await db.sql`update upstream_gates set tokens = 0, tokens_at = clock_timestamp()`
    const startedMs = performance.now()
    let polls = 0
    let creates = 0
    for (let second = 0; second < 30; second += 1) {
      await pass(1)
      // Half of the time a poll is due as well.
      if (second % 2 === 0) polls += (await take(1, shared)).length
      creates += (await admit()).admitted.length
    }
    const elapsedS = 30 + (performance.now() - startedMs) / 1000
    expect(polls).toBe(15)
    expect(creates).toBeGreaterThan(10)
    expect(polls + creates).toBeLessThanOrEqual(elapsedS)
  })
})
