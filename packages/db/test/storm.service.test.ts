// A random storm: racers admit, save, lose races and retry, all through `decide`; then every counter is recounted.
import { randomUUID } from 'node:crypto'
import { decide, type Job } from '@reelkeep/core'
import { aJob, createTestDatabase, insertBatch, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  adminKeyId,
  adminOwnerId,
  admitJobs,
  type Database,
  ensureGates,
  loadJobs,
  newAccountId,
  readBatchCounts,
  rollUpBatchDeltas,
  saveDecisions,
} from '../src/index.ts'
import { randomEvent, seeded } from './random-event.ts'
import { disagreements, openRacers, rules, submissionIds, upstream, wrongLedgers } from './world.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

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
      const event = randomEvent(job, random, () => (random() < 0.5 ? 3n : null))
      const verdict = decide(job, event, { now: new Date(), rules, jitter: random() })
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
    // A cap over all of them, of every storm.
    await db.sql`
      insert into accounts (id, owner_id, kind, key_id, cap_ticks)
      values (${newAccountId()}, ${adminOwnerId}, 'key', ${adminKeyId}, 10000000000000)
      on conflict (key_id) where kind = 'key' do nothing`
    const jobs: Job[] = []
    for (let index = 0; index < 60; index += 1) {
      const batch = [rich, poor, null][index % 3] ?? null
      jobs.push(await insertJob(db, aJob({ batchId: batch?.id ?? null })))
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
      expect(await wrongLedgers(db)).toEqual([])
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
