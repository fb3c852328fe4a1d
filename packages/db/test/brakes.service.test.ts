import type { Job } from '@reelkeep/core'
import { aClip, aJob, createTestDatabase, insertBatch, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  adminKeyId,
  adminOwnerId,
  admitJobs,
  type Database,
  endTrials,
  ensureGates,
  listBatchesToRecord,
  listSpoilingBatches,
  readBatch,
  readRetryQuote,
  releaseRestoredBatches,
  restoreBatch,
  rollUpBatchDeltas,
  setBatchBudget,
  setBatchState,
  stopSpoilingBatches,
} from '../src/index.ts'
import { disagreements, openRacers, submissionIds, upstream } from './world.ts'

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  await ensureGates(db, [{ upstream, maxInFlight: 500, requestsPerMinute: 60_000 }])
})
afterEach(() => database[Symbol.asyncDispose]())

const by = { ownerId: adminOwnerId, actor: adminKeyId, requestId: 'request' }

async function braked(stop: { share: number; after: number } | null, trialRows: number | null = null) {
  const { id } = await insertBatch(db)
  await db.sql`update batches set stop_failed_share = ${stop?.share ?? null}, stop_after = ${stop?.after ?? null},
    trial_rows = ${trialRows} where id = ${id}`
  return id
}

/** One row after another, in the order of the file. */
async function add(batchId: Job['batchId'], count: number, overrides: Partial<Job> = {}): Promise<Job[]> {
  const jobs: Job[] = []
  for (let index = 0; index < count; index += 1) {
    const job = aJob({ batchId, ...overrides, prompt: `clip ${Math.random()}` })
    const clip = job.clip && aClip({ key: job.clipKey, mediaSha256: overrides.clip?.mediaSha256 ?? null })
    jobs.push(await insertJob(db, { ...job, clip }))
  }
  await rollUpBatchDeltas(db)
  return jobs
}

const failure = (charged: 'yes' | 'no' | 'unknown', retryable = true) => ({
  step: 'poll' as const,
  reason: 'upstream_failed' as const,
  message: 'no',
  charged,
  retryable,
  upstreamStatus: null,
})

/** As a worker's turn does it. */
async function judge() {
  return stopSpoilingBatches(db, await listSpoilingBatches(db))
}

async function shown(id: string) {
  const batch = await readBatch(db, { ownerId: adminOwnerId, id })
  if (batch === null) throw new Error(`${id} is gone`)
  return batch
}

test('a batch stops once charged failures, moderation and repeated media reach the share, and says why', async () => {
  const id = await braked({ share: 0.3, after: 10 })
  await add(id, 20)
  await add(id, 5, { state: 'archived' })
  await add(id, 1, { state: 'failed', failure: failure('unknown'), contingentTicks: 7n })
  await add(id, 1, { state: 'failed', failure: failure('no', false), reason: 'rejected' })
  // Free, and may end well: no figure has them.
  await add(id, 9, { state: 'failed', failure: failure('no'), chargedTicks: 0n })
  await add(id, 1, {
    state: 'failed',
    reason: 'moderated',
    failure: failure('no', false),
    chargedTicks: 5n,
    simulated: true,
  })
  expect(await judge()).toEqual([])
  const media = 'e'.repeat(64)
  await add(id, 1, { state: 'archived', clip: aClip({ mediaSha256: media }) })
  const content = { field: 'content', asked: 'a clip of its own', got: 'the same media', ticks: null }
  expect(await judge()).toEqual([])
  const [repeat] = await add(id, 1, {
    state: 'archived',
    clip: aClip({ mediaSha256: media }),
    mismatch: [content],
    chargedTicks: 4n,
  })
  const [stopped, ...others] = await judge()
  expect(others).toEqual([])
  expect(stopped).toMatchObject({
    id,
    detail: {
      failed_share: 0.3,
      after: 10,
      judged: 10,
      spoiled: 3,
      charged_failures: 1,
      moderated: 1,
      repeated: 1,
      ticks: '16',
      parts: [
        { simulated: false, count: 2, ticks: '11' },
        { simulated: true, count: 1, ticks: '5' },
      ],
      since: null,
      samples: expect.arrayContaining([repeat?.id]),
    },
  })
  expect(await shown(id)).toMatchObject({
    state: 'paused',
    pause: { reason: 'stop_when', detail: stopped?.detail },
  })
  expect(await db.sql`select actor, action, reason, detail from audit_entries where target = ${id}`).toEqual([
    { actor: 'system', action: 'batch-paused', reason: 'stop_when', detail: stopped?.detail },
  ])
})

test('a person who lets a stopped batch go on is not told of the same rows again, only of new ones', async () => {
  const id = await braked({ share: 0.5, after: 2 })
  await add(id, 5)
  const spoiled = { state: 'failed', failure: failure('yes'), chargedTicks: 1n } as const
  await add(id, 2, spoiled)
  expect(await judge()).toHaveLength(1)
  await setBatchState(db, { ...by, id, from: ['paused'], to: 'running', action: 'batch-resumed' })
  expect(await judge()).toEqual([])
  await add(id, 1, { ...spoiled, finishedAt: new Date(Date.now() + 1_000) })
  expect(await judge()).toEqual([])
  await add(id, 1, { ...spoiled, finishedAt: new Date(Date.now() + 1_000) })
  expect(await judge()).toMatchObject([{ id, detail: { judged: 2, since: expect.any(String) } }])
})

test('a batch that never stops, has nothing left to send, or is paused by a person is left alone', async () => {
  const spoiled = { state: 'failed', failure: failure('yes') } as const
  const never = await braked(null)
  await add(never, 3)
  await add(never, 5, spoiled)
  const sent = await braked({ share: 0.1, after: 1 })
  await add(sent, 5, spoiled)
  const paused = await braked({ share: 0.1, after: 1 })
  await add(paused, 3)
  await add(paused, 5, spoiled)
  await setBatchState(db, { ...by, id: paused, from: ['running'], to: 'paused', action: 'batch-paused' })
  expect(await judge()).toEqual([])
  expect((await shown(paused)).pause).toMatchObject({ reason: 'by_user', detail: { by: adminKeyId } })
})

test('of many workers that judge at once one stops the batch, and says so once', async () => {
  const id = await braked({ share: 0.1, after: 1 })
  await add(id, 3)
  await add(id, 3, { state: 'failed', failure: failure('yes') })
  const { racers, close } = openRacers(database.url, 8)
  try {
    const stopped = await Promise.all(racers.map((racer) => stopSpoilingBatches(racer, [id])))
    expect(stopped.flat()).toHaveLength(1)
    expect(await db.sql`select count(*)::int as n from audit_entries`).toEqual([{ n: 1 }])
  } finally {
    await close()
  }
})

const request = (count: number) => ({
  upstream,
  workerId: 'worker-test',
  submissionIds: submissionIds(count),
  maxInFlight: 500,
  requestsPerMinute: 60_000,
  timeZone: 'UTC',
})

test('of a trial only the first rows go, whatever the priority of others, and beside other batches', async () => {
  const id = await braked(null, 2)
  const [first] = await add(id, 2)
  await add(id, 30)
  await db.sql`update jobs set priority = 9 where batch_row > 2`
  const { id: other } = await insertBatch(db)
  await add(other, 3)
  const admitted = (await admitJobs(db, request(20))).admitted.map((job) => job.id)
  expect(admitted).toHaveLength(5)
  expect(admitted).toContain(first?.id)
  const held = await db.sql`select count(*)::int as n from jobs where batch_id = ${id} and state = 'queued'`
  expect(held).toEqual([{ n: 30 }])
})

test('a trial is over when its rows have ended or wait for a person; the word to go on approves it', async () => {
  const id = await braked(null, 4)
  const [, last] = [
    await add(id, 1, { state: 'archived', chargedTicks: 11n }),
    (await add(id, 1, { state: 'rendering' }))[0],
  ]
  await add(id, 1, { state: 'unconfirmed' })
  await add(id, 1, { waitingFor: 'pause', dueAt: null })
  await add(id, 2, { quotedTicks: 5n })
  expect(await endTrials(db)).toEqual([])
  await db.sql`update jobs set overdue = true where id = ${last?.id ?? ''}`
  expect(await endTrials(db)).toMatchObject([
    {
      id,
      detail: {
        rows: 4,
        tried_rows: 4,
        tried_clips: 4,
        archived: 1,
        unconfirmed: 1,
        waiting: 2,
        charged_ticks: '11',
        held: 2,
        held_ticks: '10',
        clips: [expect.stringMatching(/^job_/)],
      },
    },
  ])
  expect((await shown(id)).pause?.reason).toBe('trial')
  await setBatchState(db, { ...by, id, from: ['paused'], to: 'running', action: 'batch-resumed' })
  expect(await shown(id)).toMatchObject({ state: 'running', trialRows: null, pause: null })
  expect((await admitJobs(db, request(20))).admitted).toHaveLength(2)
})

test('a batch that a person pauses and resumes in its trial goes on with the trial', async () => {
  const id = await braked(null, 1)
  await add(id, 3)
  const act = (from: 'running' | 'paused', to: 'paused' | 'running') =>
    setBatchState(db, { ...by, id, from: [from], to, action: 'x' })
  await act('running', 'paused')
  await act('paused', 'running')
  expect((await shown(id)).trialRows).toBe(1)
})

test('what stops a batch, and why it stood still, comes back from its record; a person still has the last word', async () => {
  const id = await braked({ share: 0.5, after: 2 }, 2)
  await add(id, 5)
  await add(id, 2, { state: 'failed', failure: failure('yes') })
  const [stopped] = await judge()
  const [record] = await listBatchesToRecord(db, { limit: 9, pace: { minS: 0, maxS: 0 } })
  const source = JSON.parse(record?.document ?? '')
  await using second = await createTestDatabase()
  expect(await restoreBatch(second.db, source)).toBe('restored')
  const at = (other: string) => readBatch(second.db, { ownerId: adminOwnerId, id: other })
  expect(await at(id)).toMatchObject({
    state: 'paused',
    trialRows: 2,
    stopWhen: { failedShare: 0.5, after: 2 },
    pause: { reason: 'restored', detail: { before: { reason: 'stop_when', detail: stopped?.detail } } },
  })
  await releaseRestoredBatches(second.db, [{ id, state: 'paused', finishedAt: null }])
  expect((await at(id))?.pause).toMatchObject({ reason: 'stop_when', detail: stopped?.detail })
  // A record of before there were brakes.
  const old = { ...source, batch: { ...source.batch, id: `${id.slice(0, -1)}0`, name: 'old' } }
  for (const name of [
    'trial_rows',
    'stop_failed_share',
    'stop_after',
    'stop_chosen',
    'judged_from',
    'pause_reason',
    'pause_detail',
    'paused_at',
  ])
    delete old.batch[name]
  expect(await restoreBatch(second.db, { ...old, accounts: [] })).toBe('restored')
  expect(await at(old.batch.id)).toMatchObject({
    trialRows: null,
    stopWhen: null,
    pause: { reason: 'restored' },
  })
})

test('a paused batch with nothing left to do is finished by a resume', async () => {
  const id = await braked(null)
  await add(id, 1, { state: 'archived' })
  await setBatchState(db, { ...by, id, from: ['running'], to: 'paused', action: 'x' })
  await setBatchState(db, { ...by, id, from: ['paused'], to: 'running', action: 'x' })
  expect(await shown(id)).toMatchObject({ state: 'finished', finishedAt: expect.any(Date) })
})

test('a first budget counts all that was spent before, also while workers admit and people retry', async () => {
  const { id } = await insertBatch(db)
  await add(id, 2, { state: 'archived' })
  await add(id, 1, { state: 'unconfirmed' })
  await add(id, 3, { state: 'rendering' })
  await add(id, 1, { state: 'failed', contingentTicks: 77n })
  await add(id, 40)
  const { racers, close } = openRacers(database.url, 6)
  try {
    const [outcome] = await Promise.all([
      setBatchBudget(db, { ...by, id, budgetTicks: 20n * 500_000_000n }),
      ...racers.map((racer) => admitJobs(racer, request(3))),
    ])
    expect(outcome).toEqual({ outcome: 'set' })
    expect(await disagreements(db)).toEqual([])
    for (let round = 0; round < 20; round += 1) await admitJobs(db, request(5))
    expect(await disagreements(db)).toEqual([])
    // Twelve and a bit were taken by what stood: two archived, three rendering, one in doubt, and the 77 ticks.
    const [account] =
      await db.sql`select cap_ticks - reserved_ticks - charged_ticks - contingent_ticks as room from accounts`
    expect(account?.room).toBeLessThan(500_000_000n)
    expect(account?.room).toBeGreaterThanOrEqual(0n)
  } finally {
    await close()
  }
})

test('what earlier submissions cost, and may have cost, counts beside what is still to be sent', async () => {
  const { id } = await insertBatch(db, { budgetTicks: 100n })
  const cost = { quotedTicks: 10n, chargedTicks: 3n, contingentTicks: 4n }
  const [failed] = await add(id, 1, { state: 'failed', failure: failure('unknown'), ...cost })
  await add(id, 1, { state: 'canceled', ...cost })
  await add(id, 1, { state: 'queued', ...cost })
  const wish = { ownerId: adminOwnerId, batchId: id, jobId: failed?.id ?? null, includesModerated: false }
  expect(await readRetryQuote(db, wish)).toMatchObject({
    committed: { chargedTicks: 9n, possibleTicks: 12n, toComeTicks: 10n },
    quotedTicks: 10n,
    count: 1,
  })
})

test('a budget is refused while a row that is to be sent has no price, and can be taken away again', async () => {
  const { id } = await insertBatch(db)
  const [unpriced] = await add(id, 1, { quotedTicks: null })
  expect(await setBatchBudget(db, { ...by, id, budgetTicks: 5n })).toEqual({ outcome: 'unpriced', rows: 1 })
  await db.sql`update jobs set max_price_ticks = 3 where id = ${unpriced?.id ?? ''}`
  expect(await setBatchBudget(db, { ...by, id, budgetTicks: 2n })).toEqual({ outcome: 'set' })
  expect((await admitJobs(db, request(5))).admitted).toEqual([])
  expect(await setBatchBudget(db, { ...by, id, budgetTicks: null })).toEqual({ outcome: 'set' })
  expect((await admitJobs(db, request(5))).admitted).toHaveLength(1)
  expect(await shown(id)).toMatchObject({ budgetTicks: null })
})

test('twenty rows are done while thousands wait, and beside an older batch of higher priority', async () => {
  const old = await insertBatch(db)
  const big = await insertBatch(db)
  const small = await insertBatch(db)
  await fill(old.id, 300, 9)
  await fill(big.id, 5_000, 5)
  await fill(small.id, 20, 5)
  const slots = 12
  let rounds = 0
  const left = async () =>
    (
      await db.sql<
        [{ n: number }]
      >`select count(*)::int as n from jobs where batch_id = ${small.id} and state = 'queued'`
    )[0].n
  while ((await left()) > 0) {
    rounds += 1
    await db.sql`update upstream_gates set tokens = 1000, tokens_at = now()`
    await admitJobs(db, { ...request(slots), maxInFlight: slots })
    // Every render ends at once: what matters is in which order slots are given.
    await db.sql`with ended as (
      update jobs set state = 'rendering', holds_slot = false where state = 'submitting' returning 1)
      update upstream_gates set in_flight = 0 where exists (select from ended)`
    if (rounds > 20) break
  }
  // A third of twelve slots each: five rounds, whatever the others have in store.
  expect(rounds).toBe(5)
})

/** Many rows in one statement; nothing but admission looks at them. */
async function fill(batchId: string, count: number, priority: number) {
  await db.sql`
    insert into jobs (id, owner_id, key_id, batch_id, batch_row, row_key, priority, upstream, model, operation, prompt,
      clip_key, quoted_ticks, due_at)
    select 'job_' || ${batchId}::text || lpad(n::text, 6, '0'), ${adminOwnerId}, ${adminKeyId}, ${batchId}, n, n::text, ${priority},
      ${upstream}, 'grok_video3', 'generate', 'a clip', ${batchId}::text || n, 1, now()
    from generate_series(1, ${count}::integer) as n`
  await db.sql`analyze jobs`
}
