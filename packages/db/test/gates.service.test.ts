// How a gate closes, probes, opens and gives way. Time is moved in the rows, never waited for.
import { decide, type Job, type JobEvent, probeWaits, type TaskId } from '@reelkeep/core'
import {
  aJob,
  aSubmission,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
} from '@reelkeep/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  admitJobs,
  type Database,
  ensureGates,
  type Gate,
  loadJobs,
  probeSoon,
  readGates,
  readGauges,
  saveDecisions,
  setGate,
  waitsFor,
} from '../src/index.ts'
import { disagreements, openRacers, rules, submissionIds, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 6_000, maxOverdue: 25 }])
})
afterEach(() => database[Symbol.asyncDispose]())

const unknown: JobEvent = { type: 'submit-unknown', httpStatus: 502, message: 'bad gateway' }
const rateLimited: JobEvent = { type: 'submit-rate-limited', retryAfterMs: 1, vendorMessage: 'slow down' }
const refused: JobEvent = {
  type: 'submit-account-refused',
  what: 'account',
  httpStatus: 402,
  vendorMessage: 'no credit',
}
const accepted = (job: Job): JobEvent => ({
  type: 'submit-accepted',
  taskId: `task-${job.id}` as TaskId,
  upstreamStatus: null,
})

/** A job whose POST is under way since `sentAt`. */
function sending(sentAt = new Date()): Promise<Job> {
  return insertJob(db, aJob({ state: 'submitting', submission: aSubmission({ status: 'sending', sentAt }) }))
}

async function conclude(jobs: readonly Job[], event: (job: Job) => JobEvent): Promise<void> {
  const saves = jobs.map((job) => {
    const verdict = decide(job, event(job), { now: new Date(), rules, jitter: 0 })
    if (verdict.outcome === 'ignored') throw new Error(verdict.why)
    return { job, decision: verdict.decision }
  })
  const outcomes = await saveDecisions(db, saves)
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(saves.map(() => 'saved'))
}

/** What admission let through goes on as a submit step would take it, and is answered. */
async function answer(id: Job['id'], event: (job: Job) => JobEvent): Promise<void> {
  const started: JobEvent = {
    type: 'submit-started',
    workerId: 'w',
    deadlineAt: new Date(Date.now() + 60_000),
    credentialId: 'c' as never,
    baseUrl: 'https://u',
  }
  await conclude(await loadJobs(db, [id]), () => started)
  await conclude(await loadJobs(db, [id]), event)
}

async function lose(count: number): Promise<void> {
  const jobs = await Promise.all(Array.from({ length: count }, () => sending()))
  await conclude(jobs, () => unknown)
}

async function gate(): Promise<Gate> {
  const [only] = await readGates(db, upstream)
  if (only === undefined) throw new Error('no gate')
  return only
}

function admit(racer = db, overrides: Partial<Parameters<typeof admitJobs>[1]> = {}) {
  return admitJobs(racer, {
    upstream,
    workerId: 'w',
    submissionIds: submissionIds(10),
    maxInFlight: 50,
    requestsPerMinute: 6_000,
    ...overrides,
  })
}

async function queue(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await insertJob(db, aJob())
}

/** The gate is closed since an hour, and its probe is due now. */
async function closed(kind: keyof typeof probeWaits): Promise<void> {
  await db.sql`
    update upstream_gates set closed_kind = ${kind}, closed_reason = 'as the test says',
      closed_at = now() - interval '1 hour', probe_at = now(), probe_wait_s = ${probeWaits[kind].firstMs / 1000}`
}

const minutesFromNow = (at: Date | null) => ((at?.getTime() ?? 0) - Date.now()) / 60_000
const noHold = () => db.sql`update upstream_gates set not_before = null, tokens = 100, tokens_at = now()`

describe('the breaker', () => {
  test('closes at the fourth loss of a burst, with the last one in its reason, and probes in a minute', async () => {
    await lose(3)
    expect(await gate()).toMatchObject({ closedKind: null, strain: 3 })
    await lose(1)
    const after = await gate()
    expect(after).toMatchObject({
      closedKind: 'breaker',
      closedReason: expect.stringContaining('bad gateway'),
    })
    expect(minutesFromNow(after.probeAt)).toBeCloseTo(1, 0)
    expect(await disagreements(db)).toEqual([])
  })

  test('stays open when one in twenty is lost among many acceptances', async () => {
    for (let round = 0; round < 10; round += 1) {
      const jobs = await Promise.all(Array.from({ length: 20 }, () => sending()))
      await conclude(jobs, (job) => (job === jobs[round] ? unknown : accepted(job)))
    }
    expect(await gate()).toMatchObject({ closedKind: null, strain: 1 })
  })

  test('forgets losses five minutes after the last', async () => {
    await lose(3)
    await db.sql`update upstream_gates set strain_at = strain_at - interval '301 seconds'`
    await lose(1)
    expect(await gate()).toMatchObject({ closedKind: null, strain: 1 })
  })

  test('forgets them sooner where the upstream’s clock runs faster', async () => {
    await ensureGates(db, [{ upstream, maxInFlight: 50, requestsPerMinute: 6_000, speed: 60 }])
    await lose(3)
    await db.sql`update upstream_gates set strain_at = strain_at - interval '6 seconds'`
    await lose(1)
    expect(await gate()).toMatchObject({ closedKind: null, strain: 1 })
    await lose(3)
    expect(minutesFromNow((await gate()).probeAt)).toBeLessThanOrEqual(1 / 60)
  })

  test('an acceptance leaves a gate alone that has nothing to clear', async () => {
    const [before] = await db.sql`select updated_at from upstream_gates`
    await conclude([await sending()], accepted)
    expect((await db.sql`select updated_at from upstream_gates`)[0]).toEqual(before)
  })
})

describe('a gate that closed by itself', () => {
  test('admits nothing before its probe is due, and says when that is', async () => {
    await queue(2)
    await conclude([await sending()], () => refused)
    const { probeAt, closedKind } = await gate()
    expect(closedKind).toBe('account')
    expect(minutesFromNow(probeAt)).toBeCloseTo(5, 0)
    expect(await admit()).toEqual({ admitted: [], nextAt: probeAt })
  })

  test('lets exactly one of 50 racing workers through, once', async () => {
    await queue(60)
    const { racers, close } = openRacers(database.url, 50)
    try {
      for (let round = 1; round <= 2; round += 1) {
        await closed('account')
        await noHold()
        const admissions = await Promise.all(racers.map((racer) => admit(racer)))
        const [probe, ...others] = admissions.flatMap(({ admitted }) => admitted)
        expect(others).toEqual([])
        expect(await gate()).toMatchObject({ isProbing: true, inFlight: 1 })
        if (probe !== undefined) await answer(probe.id, () => ({ type: 'submit-not-sent', message: 'x' }))
      }
    } finally {
      await close()
    }
  })

  test('opens when its probe is accepted, without a loss to its name', async () => {
    await queue(5)
    await closed('breaker')
    await db.sql`update upstream_gates set strain = 9, strain_at = now()`
    const { admitted } = await admit()
    expect(admitted).toHaveLength(1)
    await answer(admitted[0]?.id as Job['id'], accepted)
    expect(await gate()).toMatchObject({
      closedKind: null,
      closedReason: null,
      closedAt: null,
      probeAt: null,
      strain: 0,
    })
    expect((await admit()).admitted).toHaveLength(4)
  })

  test('is not opened by an answer to a create from before it closed', async () => {
    const early = await sending(new Date(Date.now() - 2_000))
    await conclude([await sending()], () => refused)
    await conclude([early], accepted)
    expect(await gate()).toMatchObject({ closedKind: 'account' })
  })

  test.each(['account', 'configuration', 'breaker'] as const)(
    'waits twice as long after each %s probe that fails, up to a bound',
    async (kind) => {
      const failure: Record<typeof kind, JobEvent> = {
        account: refused,
        configuration: { ...refused, what: 'configuration' },
        breaker: unknown,
      }
      await queue(8)
      await closed(kind)
      const waits: number[] = []
      for (let round = 0; round < 7; round += 1) {
        await db.sql`update upstream_gates set probe_at = now(), not_before = null, tokens = 10`
        const { admitted } = await admit()
        await answer(admitted[0]?.id as Job['id'], () => failure[kind])
        waits.push(Math.round(minutesFromNow((await gate()).probeAt)))
      }
      const { firstMs, maxMs } = probeWaits[kind]
      expect(waits).toEqual(
        [1, 2, 3, 4, 5, 6, 7].map((round) => Math.min(firstMs * 2 ** round, maxMs) / 60_000),
      )
    },
  )

  test('sends no second probe while the first is unanswered', async () => {
    await queue(2)
    await closed('breaker')
    expect((await admit()).admitted).toHaveLength(1)
    await db.sql`update upstream_gates set probe_at = now() - interval '1 minute'`
    expect((await admit()).admitted).toEqual([])
  })

  test('is not kept closed by one job that is refused for its own sake', async () => {
    const batch = await insertBatch(db)
    for (const batchId of [null, null, batch.id]) await insertJob(db, aJob({ batchId }))
    await closed('account')
    const probes: string[] = []
    for (let round = 0; round < 3; round += 1) {
      await db.sql`update upstream_gates set probe_at = now(), tokens = 10`
      const [probe] = (await admit()).admitted
      if (probe === undefined) throw new Error('no probe went out')
      probes.push(probe.id)
      await answer(probe.id, () => refused)
    }
    expect(new Set(probes).size).toBe(3)
  })

  test('learns from a probe that the account is refused as well', async () => {
    await queue(1)
    await closed('breaker')
    const { admitted } = await admit()
    await answer(admitted[0]?.id as Job['id'], () => refused)
    const after = await gate()
    expect(after).toMatchObject({ closedKind: 'account', closedReason: expect.stringContaining('no credit') })
    expect(minutesFromNow(after.probeAt)).toBeCloseTo(5, 0)
  })

  test('is tried at once when a start says that something may be mended, a breaker is not', async () => {
    await closed('configuration')
    await db.sql`update upstream_gates set probe_at = now() + interval '1 hour'`
    await probeSoon(db, upstream)
    expect(minutesFromNow((await gate()).probeAt)).toBeLessThanOrEqual(0.01)
    await db.sql`update upstream_gates set closed_kind = 'breaker', probe_at = now() + interval '1 hour'`
    await probeSoon(db, upstream)
    expect(minutesFromNow((await gate()).probeAt)).toBeGreaterThan(50)
  })

  test('is opened by a person, who is not held to what was met before', async () => {
    await lose(4)
    await conclude([await sending()], () => rateLimited)
    expect(await setGate(db, upstream, { reopened: true })).toBe(true)
    expect(await gate()).toMatchObject({
      closedKind: null,
      probeAt: null,
      notBefore: null,
      strain: 0,
      rateCut: 1,
    })
  })

  test('for want of a key has nothing to try', async () => {
    await queue(1)
    await setGate(db, upstream, { noKeyReason: 'no key' })
    expect(await admit()).toEqual({ admitted: [], nextAt: null })
    await conclude([await sending()], accepted)
    expect(await gate()).toMatchObject({ closedKind: 'no_key', probeAt: null })
  })
})

describe('a rate limit', () => {
  test('halves the rate once, however many answers to earlier creates say the same', async () => {
    const jobs = await Promise.all(Array.from({ length: 8 }, () => sending()))
    await conclude(jobs.slice(0, 4), () => rateLimited)
    await conclude(jobs.slice(4), () => rateLimited)
    expect((await gate()).rateCut).toBeCloseTo(0.5, 1)
    await db.sql`update upstream_gates set cut_at = cut_at - interval '1 second'`
    await conclude([await sending(new Date(Date.now() + 1_000))], () => rateLimited)
    expect((await gate()).rateCut).toBeCloseTo(0.25, 1)
  })

  test('never cuts below a sixteenth, and a tenth of the rate comes back each minute', async () => {
    for (let round = 0; round < 7; round += 1) {
      await db.sql`update upstream_gates set cut_at = cut_at - interval '1 millisecond'`
      await conclude([await sending(new Date(Date.now() + 1_000))], () => rateLimited)
    }
    const cutAfter = async (minutes: number) => {
      await db.sql`update upstream_gates set cut_at = now() - ${minutes}::float8 * interval '1 minute'`
      return (await gate()).rateCut
    }
    expect(await cutAfter(0)).toBeCloseTo(1 / 16, 1)
    expect(await cutAfter(3)).toBeCloseTo(1 / 16 + 0.3, 1)
    expect(await cutAfter(10)).toBe(1)
  })

  test('fills the bucket as slowly as the cut says', async () => {
    await queue(10)
    await db.sql`update upstream_gates set cut = 0.5, cut_at = now(), tokens = 0, tokens_at = now() - interval '4 seconds'`
    const { admitted, nextAt } = await admit(db, { requestsPerMinute: 60 })
    expect(admitted).toHaveLength(2)
    expect(minutesFromNow(nextAt) * 60).toBeGreaterThan(1)
  })

  test('never lets 50 racing workers past the bucket', async () => {
    await queue(60)
    await db.sql`update upstream_gates set tokens = 20, tokens_at = clock_timestamp()`
    const startedMs = performance.now()
    const { racers, close } = openRacers(database.url, 50)
    try {
      const admissions = await Promise.all(
        racers.map((racer) => admit(racer, { requestsPerMinute: 120, submissionIds: submissionIds(3) })),
      )
      const count = admissions.flatMap(({ admitted }) => admitted).length
      expect(count).toBeGreaterThanOrEqual(20)
      expect(count).toBeLessThanOrEqual(20 + 2 * ((performance.now() - startedMs) / 1000))
    } finally {
      await close()
    }
  })
})

describe('a live rate of zero', () => {
  test('admits nothing, not even what the bucket still holds, and says so', async () => {
    await queue(2)
    await noHold()
    await setGate(db, upstream, { requestsPerMinute: 0 })
    expect(await admit()).toEqual({ admitted: [], nextAt: null })
    const waits = await db.sql`
      select ${waitsFor(db.sql)} as waits_for from jobs j
      left join batches b on b.id = j.batch_id left join upstream_gates g on g.upstream = j.upstream`
    expect(waits).toEqual([{ waits_for: 'rate' }, { waits_for: 'rate' }])
  })
})

describe('the cap on overdue tasks', () => {
  const late = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        insertJob(db, aJob({ state: 'rendering', overdue: true, holdsSlot: false })),
      ),
    )

  test('stops creates when it is met, says so, and lets them go on when a late task ends', async () => {
    await queue(1)
    const [first] = await late(24)
    await late(1)
    expect(await gate()).toMatchObject({ overdue: 25, maxOverdue: 25, closedKind: null })
    expect(await admit()).toEqual({ admitted: [], nextAt: null })
    expect(await readGauges(db)).toMatchObject({ gates: [{ isOpen: false }] })
    expect(await waiting()).toEqual(['gate'])
    await conclude([first as Job], () => ({
      type: 'render-failed',
      reason: 'moderated',
      charged: 'yes',
      vendorMessage: 'gone',
      reportedTicks: null,
      upstreamStatus: 'failed',
    }))
    expect(await disagreements(db)).toEqual([])
    expect((await admit()).admitted).toHaveLength(1)
  })

  test('counts a task from the poll that finds it late', async () => {
    const submittedAt = new Date(Date.now() - 61_000)
    const job = await insertJob(db, aJob({ state: 'rendering', submittedAt }))
    await conclude([job], () => ({ type: 'poll-pending', upstreamStatus: 'running', progress: null }))
    expect(await gate()).toMatchObject({ overdue: 1, inFlight: 0 })
    expect(await disagreements(db)).toEqual([])
  })

  async function waiting() {
    const rows = await db.sql<{ waits_for: string | null }[]>`
      select ${waitsFor(db.sql)} as waits_for from jobs j
      left join batches b on b.id = j.batch_id left join upstream_gates g on g.upstream = j.upstream
      where j.state = 'queued'`
    return rows.map((row) => row.waits_for)
  }
})
