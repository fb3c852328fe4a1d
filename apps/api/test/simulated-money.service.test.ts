import type { BatchId } from '@reelkeep/core'
import { adminOwnerId, endTrials } from '@reelkeep/db'
import { aJob, insertBatch, insertJob, waitUntil } from '@reelkeep/testing'
import { beforeEach, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const [two, five] = ['20000000000', '50000000000'] as const
const failed = {
  upstream,
  state: 'failed',
  reason: 'upstream_failed',
  failure: {
    step: 'poll',
    reason: 'upstream_failed',
    message: 'no',
    charged: 'unknown',
    retryable: true,
    upstreamStatus: null,
  },
} as const
const real = { quotedTicks: BigInt(two), chargedTicks: BigInt(two), simulated: false } as const
const simulated = { quotedTicks: BigInt(five), chargedTicks: BigInt(five), simulated: true } as const
let api: TestApi
let batchId: BatchId

beforeEach(async () => {
  api = await startTestApi()
  batchId = (await insertBatch(api.db, { name: 'mixed' })).id as BatchId
  return () => api[Symbol.asyncDispose]()
})

/** Two real ones and a simulated one, of one batch and one cause. */
async function plantFailures() {
  for (const money of [real, real, simulated]) {
    const { id } = await insertJob(api.db, aJob({ batchId, ...failed, ...money }))
    await api.db.sql`
      insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable)
      values (${id}, ${adminOwnerId}, ${upstream}, 'grok', 'poll', 'upstream_failed', 'poll.upstream_failed.0123456789ab', 'no', 'unknown', true)`
  }
}

test('a bulk retry is quoted in real and in simulated money apart, and its operation keeps both', async () => {
  await plantFailures()
  const wish = { action: 'retry', filter: { state: 'failed' } }
  const { body: preview } = await api.call('POST', '/v1/bulk', { ...wish, dry_run: true })
  expect(preview.cost.parts).toEqual([
    {
      simulated: false,
      rows: 2,
      low_ticks: '40000000000',
      expected_ticks: '40000000000',
      high_ticks: '40000000000',
    },
    { simulated: true, rows: 1, low_ticks: five, expected_ticks: five, high_ticks: five },
  ])
  expect(preview.reasons).toMatchObject([
    { reason: 'upstream_failed', simulated: false, jobs: 2, charged_ticks: '40000000000' },
    { reason: 'upstream_failed', simulated: true, jobs: 1, charged_ticks: five },
  ])
  const parts = [
    { simulated: false, jobs: 2, ticks: '40000000000' },
    { simulated: true, jobs: 1, ticks: five },
  ]
  const { body: begun } = await api.call('POST', '/v1/bulk', { ...wish, confirm: preview.token })
  expect(begun.quoted_parts).toEqual(parts)
  expect((await api.call('GET', '/v1/operations')).body.data[0].quoted_parts).toEqual(parts)
  const { body: free } = await api.call('POST', '/v1/bulk', {
    action: 'cancel',
    filter: { batch: batchId },
    expect: { matched: 3 },
  })
  expect(free.quoted_parts).toEqual([])
})

test('a batch’s retry tells a reason for each kind of money, and sends nothing but what was agreed to', async () => {
  await plantFailures()
  const { body } = await api.call('POST', `/v1/batches/${batchId}/retry`, { dry_run: true })
  expect(body.retry.reasons).toMatchObject([
    { simulated: false, jobs: 2, quoted_ticks: '40000000000' },
    { simulated: true, jobs: 1, quoted_ticks: five },
  ])
  const { quoted_ticks: quoted } = body.retry
  const other = { jobs: 2, quoted_ticks: quoted }
  const refused = await api.call('POST', `/v1/batches/${batchId}/retry`, { expect: other })
  expect([refused.status, refused.body.error.code]).toEqual([409, 'preview_changed'])
  const done = await api.call('POST', `/v1/batches/${batchId}/retry`, { expect: { ...other, jobs: 3 } })
  expect(done.body).toMatchObject({ counts: { queued: 3, failed: 0 }, retry: { jobs: 3 } })
})

test('what fails while a batch is retried is not sent with what was agreed to', async () => {
  await plantFailures()
  const path = `/v1/batches/${batchId}/retry`
  const { body } = await api.call('POST', path, { dry_run: true })
  const { jobs, quoted_ticks } = body.retry
  await api.db.sql`
    create function wait_for_the_test() returns trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock_shared(7);
      return new;
    end $$`
  await api.db.sql`
    create trigger wait_for_the_test before update of state on jobs for each row
      when (old.state = 'failed' and new.state = 'queued') execute function wait_for_the_test()`
  const turn = await api.db.sql.reserve()
  await turn`select pg_advisory_lock(7)`
  const answer = api.call('POST', path, { expect: { jobs, quoted_ticks } })
  await waitUntil(
    async () => {
      const [row] = await api.db.sql<[{ waits: boolean }]>`
      select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'advisory') as waits`
      return row.waits
    },
    { what: 'the first of them to be sent' },
  )
  // Its id is younger than theirs, where a walk through all that failed would come by.
  await insertJob(api.db, aJob({ batchId, ...failed, ...real }))
  await turn`select pg_advisory_unlock(7)`
  turn.release()
  expect((await answer).body).toMatchObject({ counts: { queued: 3, failed: 1 }, retry: { jobs: 3 } })
})

test('a cause of failures and what needs a person tell simulated money apart', async () => {
  await plantFailures()
  const { body: failures } = await api.call('GET', '/v1/failures')
  expect(failures.data[0]).toMatchObject({
    failed_jobs: 3,
    charged_ticks: '90000000000',
    parts: [
      {
        simulated: false,
        failed_jobs: 2,
        retryable_jobs: 2,
        charged_ticks: '40000000000',
        retry_ticks: '40000000000',
      },
      { simulated: true, failed_jobs: 1, retryable_jobs: 1, charged_ticks: five, retry_ticks: five },
    ],
  })
  const need = {
    reason: 'upstream_failed',
    count: 3,
    parts: [
      { simulated: false, count: 2, ticks: '40000000000' },
      { simulated: true, count: 1, ticks: five },
    ],
  }
  expect((await api.call('GET', '/v1/attention')).body.data).toMatchObject([need])
  const { body: batch } = await api.call('GET', `/v1/batches/${batchId}`)
  expect(batch).toMatchObject({ simulated: false, needs_attention: [need] })
})

test('what a trial holds back is told apart too, also when only simulated money is held', async () => {
  await insertJob(api.db, aJob({ batchId, upstream, state: 'archived', ...real }))
  for (let held = 0; held < 2; held += 1)
    await insertJob(api.db, aJob({ batchId, upstream, ...simulated, chargedTicks: null }))
  await api.db.sql`update batches set trial_rows = 1 where id = ${batchId}`
  expect(await endTrials(api.db)).toHaveLength(1)
  expect((await api.call('GET', '/v1/attention')).body.data).toMatchObject([
    { reason: 'trial', ticks: '100000000000', parts: [{ simulated: true, count: 2, ticks: '100000000000' }] },
  ])
})
