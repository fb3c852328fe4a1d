// A random storm: racers admit, save, lose races and retry, all through `decide`; then every counter is recounted.
import { randomUUID } from 'node:crypto'
import { type CredentialId, decide, type Job, type JobEvent, type TaskId } from '@reelkeep/core'
import { aClip, aJob, createTestDatabase, insertBatch, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  admitJobs,
  type Database,
  ensureGates,
  loadJobs,
  readBatchCounts,
  rollUpBatchDeltas,
  saveDecisions,
} from '../src/index.ts'
import { disagreements, openRacers, rules, submissionIds, upstream } from './world.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

/** Mulberry32: the same seed gives the same wishes; the races themselves are as they fall. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function someEvent(job: Job, random: () => number): JobEvent {
  const pick = <Choice>(choices: readonly Choice[]) =>
    choices[Math.floor(random() * choices.length)] as Choice
  const taskId = `task-${job.submission?.id}` as TaskId
  switch (job.state) {
    case 'queued':
      return { type: 'job-canceled', by: 'key', reason: 'by_user' }
    case 'submitting':
      return job.submission?.status === 'intent'
        ? pick<JobEvent>([
            {
              type: 'submit-started',
              workerId: 'w',
              deadlineAt: new Date(Date.now() + 60_000),
              credentialId: 'c' as CredentialId,
              baseUrl: 'https://u',
            },
            { type: 'intent-taken-back', message: 'storm' },
          ])
        : pick<JobEvent>([
            { type: 'submit-accepted', taskId, upstreamStatus: 'queued' },
            { type: 'submit-accepted', taskId, upstreamStatus: 'queued' },
            {
              type: 'submit-rejected',
              reason: 'rejected',
              httpStatus: 400,
              vendorCode: null,
              vendorMessage: 'no',
              reportedTicks: null,
            },
            { type: 'submit-unknown', httpStatus: 502, message: 'bad gateway' },
            { type: 'submit-not-sent', message: 'refused' },
          ])
    case 'unconfirmed':
      return pick<JobEvent>([
        { type: 'submission-resubmitted', by: 'key', message: 'x' },
        { type: 'submission-written-off', by: 'key', message: 'x' },
        { type: 'submit-accepted', taskId, upstreamStatus: null },
      ])
    case 'rendering':
      return pick<JobEvent>([
        { type: 'poll-pending', upstreamStatus: 'running', progress: 50 },
        {
          type: 'render-succeeded',
          link: 'https://clips/1.mp4',
          linkExpiresAt: null,
          reported: { model: null, durationS: null, createdAt: null, startedAt: null, finishedAt: null },
          reportedTicks: random() < 0.5 ? 3n : null,
          upstreamStatus: 'done',
        },
        {
          type: 'render-failed',
          reason: 'upstream_failed',
          charged: pick(['yes', 'no', 'unknown'] as const),
          vendorMessage: 'gpu gone',
          reportedTicks: null,
          upstreamStatus: 'failed',
        },
      ])
    case 'archiving':
      return pick<JobEvent>([
        { type: 'archive-interrupted', where: 'store', message: 'x' },
        { type: 'clip-archived', clip: aClip({ key: job.clipKey }), twinId: null },
      ])
    default:
      return { type: 'job-retried', by: 'key' }
  }
}

async function stir(db: Database, jobIds: readonly Job['id'][], random: () => number): Promise<number> {
  let saved = 0
  for (let round = 0; round < 30; round += 1) {
    if (random() < 0.5) {
      await admitJobs(db, {
        upstream,
        workerId: 'w',
        submissionIds: submissionIds(5),
        maxInFlight: 12,
        requestsPerMinute: 60_000,
      })
      continue
    }
    const some = jobIds.filter(() => random() < 0.3)
    const jobs = await loadJobs(db, some)
    const saves = jobs.flatMap((job) => {
      const verdict = decide(job, someEvent(job, random), { now: new Date(), rules, jitter: random() })
      return verdict.outcome === 'decided' ? [{ job, decision: verdict.decision, saveId: randomUUID() }] : []
    })
    const outcomes = await saveDecisions(db, saves)
    saved += outcomes.filter(({ outcome }) => outcome === 'saved').length
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toEqual([])
    // Nothing in the storm should stop admission for long.
    await db.sql`update upstream_gates set probe_at = now() where probe_at is not null`
    await db.sql`update upstream_gates set not_before = null, tokens = 100 where not_before is not null or tokens < 1`
  }
  return saved
}

test.each([1, 2, 3])(
  'after storm %i every counter equals a recount and every history is whole',
  async (seed) => {
    const { db } = database
    await ensureGates(db, [{ upstream, maxInFlight: 12, requestsPerMinute: 60_000 }])
    const rich = await insertBatch(db, { budgetTicks: 10_000_000_000_000n })
    const poor = await insertBatch(db, { budgetTicks: 2_000_000_000n })
    const jobs: Job[] = []
    for (let index = 0; index < 60; index += 1) {
      const batch = [rich, poor, null][index % 3] ?? null
      const options = {
        accountIds: [rich, batch]
          .flatMap((one) => one?.accountId ?? [])
          .filter((id, at, all) => all.indexOf(id) === at),
      }
      jobs.push(await insertJob(db, aJob({ batchId: batch?.id ?? null }), options))
    }
    const { racers, close } = openRacers(database.url, 8)
    try {
      const ids = jobs.map(({ id }) => id)
      const saved = await Promise.all([
        ...racers.map((racer, index) => stir(racer, ids, seeded(seed * 100 + index))),
        rollUpBatchDeltas(db),
        rollUpBatchDeltas(db),
      ])
      // Who comes late may find every job ended; it is a storm when several have had their share.
      expect(saved.slice(0, 8).filter((count) => Number(count) > 0).length).toBeGreaterThanOrEqual(3)
      expect(await disagreements(db)).toEqual([])
      const before = await readBatchCounts(db, [rich.id, poor.id])
      await rollUpBatchDeltas(db)
      expect(await readBatchCounts(db, [rich.id, poor.id])).toEqual(before)
      expect(await db.sql`select 1 from batch_deltas`).toEqual([])
      expect(await disagreements(db)).toEqual([])
      const [cap] = await db.sql<[{ passed: boolean }]>`
      select reserved_ticks > cap_ticks as passed from accounts where batch_id = ${poor.id}`
      expect(cap.passed).toBe(false)
    } finally {
      await close()
    }
  },
)
