import type { Job } from '@reelkeep/core'
import {
  aDecision,
  aJob,
  aSubmission,
  createTestDatabase,
  insertBatch,
  insertJob,
  type TestDatabase,
} from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type Database,
  databaseNow,
  ensureGates,
  listAbandoned,
  listForgotten,
  listWorkers,
  loadJobs,
  readBatchCounts,
  readGates,
  removeHeartbeat,
  rollUpBatchDeltas,
  saveDecisions,
  saveHeartbeat,
  setGate,
  waitsFor,
} from '../src/index.ts'
import { upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
})
afterEach(() => database[Symbol.asyncDispose]())

const longAgo = new Date('2026-01-01T00:00:00Z')
const inAnHour = () => new Date(Date.now() + 3_600_000)
const beat = {
  workerId: 'worker-test',
  host: 'h',
  pid: 1,
  version: '1',
  state: 'running',
  inHand: 0,
} as const

test('the sweep finds what nobody rang for, the longest overdue first, with the step that is due', async () => {
  const rendering = await insertJob(db, aJob({ state: 'rendering', dueAt: new Date('2026-01-02T00:00:00Z') }))
  const archiving = await insertJob(db, aJob({ state: 'archiving', dueAt: longAgo }))
  await insertJob(db, aJob({ state: 'rendering', dueAt: inAnHour() }))
  await insertJob(db, aJob({ state: 'queued', dueAt: longAgo }))
  await insertJob(db, aJob({ state: 'submitting', dueAt: longAgo }))
  expect(await listForgotten(db, { graceMs: 15_000, limit: 10, upstreams: [upstream] })).toEqual([
    {
      id: archiving.id,
      version: 3,
      state: 'archiving',
      step: 'archive',
      expiresAt: archiving.sourceExpiresAt,
    },
    { id: rendering.id, version: 3, state: 'rendering', step: 'poll', expiresAt: null },
  ])
  expect(await listForgotten(db, { graceMs: 15_000, limit: 1, upstreams: [upstream] })).toHaveLength(1)
})

test('jobs of an upstream that left the configuration hide nobody from the sweep', async () => {
  await insertJob(db, aJob({ state: 'rendering', upstream: 'gone', dueAt: longAgo }))
  const job = await insertJob(db, aJob({ state: 'rendering', dueAt: new Date('2026-01-02T00:00:00Z') }))
  const found = await listForgotten(db, { graceMs: 0, limit: 1, upstreams: [upstream] })
  expect(found).toMatchObject([{ id: job.id }])
})

test('a job that archives but asks for a fresh link is swept into a poll', async () => {
  const job = await insertJob(db, aJob({ state: 'archiving' }))
  await saveDecisions(db, [
    { job, decision: aDecision({ changes: { dueAt: longAgo }, wake: { step: 'poll', at: longAgo } }) },
  ])
  expect(await listForgotten(db, { graceMs: 0, limit: 10, upstreams: [upstream] })).toMatchObject([
    { id: job.id, step: 'poll' },
  ])
  const [again] = await loadJobs(db, [job.id])
  await saveDecisions(db, [{ job: again as Job, decision: aDecision({ changes: { archiveFailures: 1 } }) }])
  expect(await listForgotten(db, { graceMs: 0, limit: 10, upstreams: [upstream] })).toMatchObject([
    { id: job.id, step: 'poll' },
  ])
})

test('a submitting job is abandoned when its worker is dead, gone or out of time, and not before', async () => {
  const due = { state: 'submitting', dueAt: inAnHour() } as const
  const job = await insertJob(db, aJob(due))
  expect(await listAbandoned(db, { deadAfterMs: 60_000, intentGraceMs: 0, limit: 10 })).toEqual([job.id])
  await saveHeartbeat(db, beat)
  expect(await listAbandoned(db, { deadAfterMs: 60_000, intentGraceMs: 0, limit: 10 })).toEqual([])
  await db.sql`update worker_heartbeats set beat_at = now() - interval '2 minutes'`
  expect(await listAbandoned(db, { deadAfterMs: 60_000, intentGraceMs: 0, limit: 10 })).toEqual([job.id])
  // An intent is left a while longer, for its own message to come round.
  const patient = { deadAfterMs: 60_000, intentGraceMs: 120_000, limit: 10 }
  expect(await listAbandoned(db, patient)).toEqual([])
  await db.sql`update worker_heartbeats set beat_at = now() - interval '4 minutes'`
  expect(await listAbandoned(db, patient)).toEqual([job.id])
  await saveHeartbeat(db, beat)
  await db.sql`update jobs set due_at = now() - interval '1 second'`
  expect(await listAbandoned(db, { deadAfterMs: 60_000, intentGraceMs: 0, limit: 10 })).toEqual([job.id])
  const settled = aSubmission({ status: 'intent', workerId: null })
  const other = await insertJob(db, aJob({ ...due, submission: settled }))
  expect(await listAbandoned(db, { deadAfterMs: 60_000, intentGraceMs: 0, limit: 10 })).toEqual([
    job.id,
    other.id,
  ])
})

test('a heartbeat tells the time of the database, and a clean end takes it away', async () => {
  const before = await databaseNow(db)
  const now = await saveHeartbeat(db, beat)
  await saveHeartbeat(db, { ...beat, state: 'draining', inHand: 3, detail: { lanes: 4 } })
  expect(now.getTime()).toBeGreaterThanOrEqual(before.getTime())
  expect(await listWorkers(db)).toMatchObject([
    { ...beat, state: 'draining', inHand: 3, detail: { lanes: 4 } },
  ])
  await removeHeartbeat(db, beat.workerId)
  expect(await listWorkers(db)).toEqual([])
})

test('counts are exact before and after the roll-up, and a batch finishes and starts again by them', async () => {
  const { id } = await insertBatch(db)
  await insertJob(db, aJob({ state: 'archived', batchId: id }))
  const failed = await insertJob(db, aJob({ state: 'failed', batchId: id }))
  const before = await readBatchCounts(db, [id])
  expect(before.get(id)).toMatchObject({ total: 2, archived: 1, failed: 1, queued: 0 })
  expect(await rollUpBatchDeltas(db)).toBe(2)
  expect(await readBatchCounts(db, [id])).toEqual(before)
  expect(await db.sql`select state, finished_at is not null as ended from batches`).toEqual([
    { state: 'finished', ended: true },
  ])
  const retry = aDecision({
    changes: { state: 'queued', reason: null, failure: null, dueAt: new Date(), finishedAt: null },
  })
  await saveDecisions(db, [{ job: failed, decision: retry }])
  await rollUpBatchDeltas(db)
  expect(await db.sql`select state, finished_at is not null as ended, total from batches`).toEqual([
    { state: 'running', ended: false, total: 2 },
  ])
})

test('a roll-up leaves a paused batch paused', async () => {
  const { id } = await insertBatch(db, { state: 'paused' })
  await insertJob(db, aJob({ state: 'archived', batchId: id }))
  await rollUpBatchDeltas(db)
  expect(await db.sql`select state from batches`).toEqual([{ state: 'paused' }])
})

test('a gate keeps what a person set over a new start', async () => {
  const configured = [{ upstream, maxInFlight: 50, requestsPerMinute: 60 }]
  await ensureGates(db, configured)
  expect(await setGate(db, upstream, { paused: true, maxInFlight: 3 })).toBe(true)
  await ensureGates(db, configured)
  expect(await readGates(db)).toMatchObject([
    { upstream, paused: true, maxInFlight: 3, requestsPerMinute: null },
  ])
  expect(await setGate(db, 'nowhere', { paused: true })).toBe(false)
})

test('says of each queued job what stands in its way', async () => {
  await ensureGates(db, [{ upstream, maxInFlight: 1, requestsPerMinute: 60 }])
  const poor = await insertBatch(db, { budgetTicks: 1n })
  const paused = await insertBatch(db, { state: 'paused' })
  const accountIds = poor.accountId === null ? [] : [poor.accountId]
  const free = await insertJob(db, aJob())
  const overBudget = await insertJob(db, aJob({ batchId: poor.id }), { accountIds })
  const priceless = await insertJob(db, aJob({ batchId: poor.id, quotedTicks: null }), { accountIds })
  const inPause = await insertJob(db, aJob({ batchId: paused.id }))
  const held = await insertJob(db, aJob({ waitingFor: 'rate', dueAt: inAnHour() }))
  const heldOnce = await insertJob(db, aJob({ waitingFor: 'rate', dueAt: longAgo }))
  const read = async () => {
    const rows = await db.sql<{ id: string; waits_for: string | null }[]>`
      select j.id, ${waitsFor(db.sql)} as waits_for from jobs j
      left join batches b on b.id = j.batch_id left join upstream_gates g on g.upstream = j.upstream`
    return new Map(rows.map((row) => [row.id, row.waits_for]))
  }
  const first = await read()
  expect([free, overBudget, priceless, inPause, held, heldOnce].map(({ id }) => first.get(id))).toEqual([
    null,
    'budget',
    'price',
    'pause',
    'rate',
    null,
  ])
  await insertJob(db, aJob({ state: 'rendering' }))
  expect((await read()).get(free.id)).toBe('slot')
  await setGate(db, upstream, { noKeyReason: 'no key' })
  expect((await read()).get(free.id)).toBe('gate')
})
