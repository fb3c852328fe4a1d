// What a person asks for many jobs at once is done job by job, once, whoever does it and however often it is begun.
import type { BulkAction, Job, TaskId } from '@reelkeep/core'
import {
  adminKeyId,
  adminOwnerId,
  beginBulk,
  cancelOperation,
  type Database,
  everyJob,
  listOperationResults,
  newOperationId,
  openDatabase,
  readOperation,
  workerDeadlines,
} from '@reelkeep/db'
import { aJob, aSubmission, insertBatch, insertJob, startTcpProxy, waitUntil } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { startBulkLoop } from '../src/bulk.ts'
import { upstreamName } from './journey-world.ts'
import { openStage } from './stage.ts'

async function begin(db: Database, action: BulkAction, priority?: number, options = {}): Promise<string> {
  const id = newOperationId()
  const begun = await beginBulk(db, {
    id,
    ownerId: adminOwnerId,
    keyId: adminKeyId,
    action,
    filter: everyJob,
    options: { filter: {}, ...options, ...(priority === undefined ? {} : { priority }) },
    quotedTicks: null,
    quotedParts: [],
    hash: null,
    matchedMax: 1_000,
    requestId: 'request',
  })
  expect(begun).toBe(true)
  return id
}

type Stage = Awaited<ReturnType<typeof openStage>>

async function finish(stage: Stage, id: string) {
  const loop = startBulkLoop(stage.db, { everyMs: 20, holdMs: 500 }, stage.world)
  try {
    return await waitUntil(
      async () => {
        const operation = await readOperation(stage.db, { ownerId: adminOwnerId, id })
        return operation?.state === 'running' ? null : operation
      },
      { what: 'the bulk action to end' },
    )
  } finally {
    await loop.stop()
  }
}

const failed = (overrides: Partial<Job> = {}) =>
  aJob({ upstream: upstreamName, state: 'failed', ...overrides })

test('a retry sends back what failed, skips what no cap has room for, and says why of each', async () => {
  await using stage = await openStage()
  const { db } = stage
  const { id: batchId } = await insertBatch(db)
  await db.sql`insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
    values ('acct_1', ${adminOwnerId}, 'batch', ${batchId}, 1200000000)`
  const rows = []
  for (let index = 0; index < 4; index += 1) {
    rows.push(await insertJob(db, failed({ batchId }), { accountIds: ['acct_1'] }))
  }
  await insertJob(db, aJob({ upstream: upstreamName, state: 'archived' }))
  const id = await begin(db, 'retry')
  // A worker has done the first and died before it could say so: it is not told as refused, nor done twice.
  const [first] = rows
  await db.sql`update jobs set state = 'queued', reason = null, failure = null, due_at = now(), finished_at = null,
    version = version + 1, last_seq = last_seq + 1 where id = ${first?.id ?? ''}`
  await db.sql`insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
    select created_on, id, last_seq, 'job-retried', 'failed', 'queued', ${db.sql.json({ operation: id })} from jobs
    where id = ${first?.id ?? ''}`
  const operation = await finish(stage, id)
  expect(operation).toMatchObject({ state: 'finished', matched: 5, done: 2, skipped: 2, refused: 1 })
  const results = await listOperationResults(db, id, { afterPlace: 0, limit: 10, outcome: null })
  expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['done', null],
    ['done', null],
    ['skipped', 'over_budget'],
    ['skipped', 'over_budget'],
    ['refused', 'not_failed'],
  ])
  const [counted] = await db.sql`
    select count(*)::int as count from job_events where detail ->> 'operation' = ${id} and kind = 'job-retried'`
  expect(counted).toEqual({ count: 2 })
})

test('a worker that is slow, and not dead, sends nothing that its successor sent and that failed once more', async () => {
  await using stage = await openStage()
  const { sql } = stage.db
  const url = new URL(stage.databaseUrl)
  const wire = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  url.host = `127.0.0.1:${wire.port}`
  const slowDb = openDatabase({
    url: url.toString(),
    maxConnections: 1,
    applicationName: 'slow-worker',
    deadlines: workerDeadlines,
  })
  const slow = startBulkLoop(slowDb, { everyMs: 20, holdMs: 60_000 }, stage.world)
  // What it has asked before, it asks in one message.
  await insertJob(stage.db, failed())
  const before = await begin(stage.db, 'retry')
  await waitUntil(
    async () => (await readOperation(stage.db, { ownerId: adminOwnerId, id: before }))?.state === 'finished',
    { what: 'another operation to end' },
  )
  await sql`update jobs set state = 'canceled', reason = 'by_user', due_at = null, finished_at = now()`
  const { id: jobId } = await insertJob(stage.db, failed())
  // It is held when it has looked what others did, and found nothing.
  const holder = await sql.reserve()
  await holder`begin`
  await holder`lock table job_events in access exclusive mode`
  const id = await begin(stage.db, 'retry')
  const asking = () => sql<{ wait: string | null }[]>`
    select wait_event_type as wait from pg_stat_activity
    where datname = current_database() and application_name = 'slow-worker' and state = 'active'`
  await waitUntil(async () => (await asking()).some(({ wait }) => wait === 'Lock'), {
    what: 'the slow one to look',
  })
  wire.hold()
  await holder`rollback`
  holder.release()
  await waitUntil(async () => (await asking()).length === 0, { what: 'the slow one to have looked' })
  await sql`update operations set held_until = now() - interval '1 second'`
  expect(await finish(stage, id)).toMatchObject({ state: 'finished', done: 1, refused: 1 })
  await sql`update jobs set state = 'submitting', version = version + 1 where id = ${jobId}`
  await sql`update jobs set state = 'failed', reason = 'rejected', failure = ${sql.json({ reason: 'rejected' })},
    finished_at = now(), due_at = null, version = version + 1 where id = ${jobId}`
  wire.letThrough()
  await slow.stop()
  expect(await sql`select state from jobs where id = ${jobId}`).toEqual([{ state: 'failed' }])
  const retried = await sql`select 1 from job_events where job_id = ${jobId} and kind = 'job-retried'`
  expect(retried).toHaveLength(1)
  expect(await readOperation(stage.db, { ownerId: adminOwnerId, id })).toMatchObject({ done: 1 })
  await slowDb.close()
  await wire.close()
})

test('a retry leaves moderated jobs alone unless they were asked for, and gives their room to the others', async () => {
  await using stage = await openStage()
  const { db } = stage
  const { id: batchId } = await insertBatch(db)
  await db.sql`insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
    values ('acct_1', ${adminOwnerId}, 'batch', ${batchId}, 600000000)`
  const moderated = await insertJob(db, failed({ batchId, reason: 'moderated' }), {
    accountIds: ['acct_1'],
    customId: 'violent',
  })
  await insertJob(db, failed({ batchId }), { accountIds: ['acct_1'] })
  const id = await begin(db, 'retry')
  expect(await finish(stage, id)).toMatchObject({ done: 1, refused: 1, skipped: 0 })
  const [refused] = await listOperationResults(db, id, { afterPlace: 0, limit: 10, outcome: 'refused' })
  const { id: jobId, prompt } = moderated
  expect(refused).toMatchObject({ jobId, code: 'moderated', prompt, customId: 'violent' })
  await db.sql`update accounts set cap_ticks = 6000000000`
  const asked = await begin(db, 'retry', undefined, { include_moderated: true })
  expect(await finish(stage, asked)).toMatchObject({ done: 1 })
})

test('a retry is not held back by a day that is over', async () => {
  await using stage = await openStage()
  const { db } = stage
  await db.sql`
    insert into accounts (id, owner_id, kind, key_id, on_day, day_ends_at, cap_ticks, charged_ticks, carried_ticks)
    values ('acct_day', ${adminOwnerId}, 'day', ${adminKeyId}, current_date - 1, current_date, 1, 1, 1)`
  await insertJob(db, failed(), { accountIds: ['acct_day'] })
  expect(await finish(stage, await begin(db, 'retry'))).toMatchObject({ done: 1, skipped: 0 })
})

test('a cancel takes what is queued and leaves alone what was sent; a canceled one goes no further', async () => {
  await using stage = await openStage()
  const { db } = stage
  for (const state of ['queued', 'queued', 'rendering', 'archived'] as const) {
    await insertJob(db, aJob({ upstream: upstreamName, state }))
  }
  const over = await begin(db, 'cancel')
  await cancelOperation(db, { ownerId: adminOwnerId, id: over, keyId: adminKeyId, requestId: 'request' })
  const id = await begin(db, 'cancel')
  expect(await finish(stage, id)).toMatchObject({ state: 'finished', done: 2, refused: 2 })
  expect(await readOperation(db, { ownerId: adminOwnerId, id: over })).toMatchObject({
    state: 'canceled',
    done: 0,
  })
  const results = await listOperationResults(db, id, { afterPlace: 0, limit: 10, outcome: 'refused' })
  expect(results.map(({ code }) => code)).toEqual(['already_sent', 'already_finished'])
})

test('queued jobs get another place in their line, with a line in their history', async () => {
  await using stage = await openStage()
  const job = await insertJob(stage.db, aJob({ upstream: upstreamName }))
  expect(await finish(stage, await begin(stage.db, 'prioritize', 9))).toMatchObject({ done: 1 })
  expect(await stage.db.sql`select priority from jobs`).toEqual([{ priority: 9 }])
  expect(await stage.eventKinds(job)).toEqual(['job-prioritized'])
})

test('a clip that was lost is asked for again, and nothing is sent', async () => {
  await using stage = await openStage()
  const lost = await insertJob(
    stage.db,
    failed({
      reason: 'artifact_lost',
      failure: {
        step: 'archive',
        reason: 'artifact_lost',
        message: 'gone',
        charged: 'yes',
        retryable: true,
        upstreamStatus: null,
      },
      chargedTicks: 500_000_000n,
      submission: aSubmission({ status: 'finished', taskId: 'video_1' as TaskId }),
    }),
  )
  expect(await finish(stage, await begin(stage.db, 'rearchive'))).toMatchObject({ done: 1 })
  expect(await stage.read(lost)).toMatchObject({
    state: 'archiving',
    sourceUrl: null,
    chargedTicks: 500_000_000n,
    reopens: 1,
    submission: { status: 'accepted', taskId: 'video_1' },
  })
  expect(await stage.creations()).toBe(0)
})
