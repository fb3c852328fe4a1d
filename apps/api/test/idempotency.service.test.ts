import { type BatchId, usdFromTicks } from '@reelkeep/core'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const wish = { prompt: 'a red fox', model: 'grok_video3', duration: 6 }

describe('Idempotency-Key', () => {
  test('gives the same job and the same answer to the same request', async () => {
    await using api = await startTestApi()
    const first = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    const again = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    expect(first.status).toBe(202)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again.status).toBe(202)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body).toEqual(first.body)
  })

  test('gives the first answer even when the job has moved on', async () => {
    await using api = await startTestApi()
    const first = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    await api.call('POST', `/v1/jobs/${first.body.id}/cancel`)
    const again = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    expect(again.body).toEqual(first.body)
  })

  test('refuses the key for another body', async () => {
    await using api = await startTestApi()
    await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    const other = await api.call('POST', '/v1/jobs', { ...wish, duration: 7 }, { 'idempotency-key': 'k1' })
    expect(other.status).toBe(409)
    expect(other.body.error.code).toBe('idempotency_conflict')
  })

  test('makes one job of twenty simultaneous requests', async () => {
    await using api = await startTestApi()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'race' })),
    )
    const ids = new Set(answers.filter(({ status }) => status === 202).map(({ body }) => body.id))
    expect(ids.size).toBe(1)
    for (const { status, body, headers } of answers) {
      if (status === 202) continue
      expect([status, body.error.code]).toEqual([409, 'idempotency_in_progress'])
      expect(headers.get('retry-after')).toBe('1')
    }
    const [counts] = await api.db.sql`
      select (select count(*)::int from jobs) as jobs, (select count(*)::int from job_events) as events`
    expect(counts).toEqual({ jobs: 1, events: 1 })
  })

  test('does not keep a refusal of a request that made nothing', async () => {
    await using api = await startTestApi()
    const refused = await api.call('POST', '/v1/jobs', { ...wish, duration: 99 }, { 'idempotency-key': 'k1' })
    expect(refused.status).toBe(400)
    const mended = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    expect(mended.status).toBe(202)
  })

  test('carries an action out once, and repeats its answer, a refusal as well', async () => {
    await using api = await startTestApi()
    const failed = await insertJob(api.db, aJob({ state: 'failed', failure, upstream: 'globalaiopc' }))
    const path = `/v1/jobs/${failed.id}/retry`
    const first = await api.call('POST', path, undefined, { 'idempotency-key': 'r1' })
    expect(first).toMatchObject({ status: 200, body: { state: 'queued' } })
    await api.call('POST', `/v1/jobs/${failed.id}/cancel`)
    const again = await api.call('POST', path, undefined, { 'idempotency-key': 'r1' })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const refused = await api.call('POST', path, undefined, { 'idempotency-key': 'r2' })
    const refusedAgain = await api.call('POST', path, undefined, { 'idempotency-key': 'r2' })
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'not_failed' } } })
    expect(refusedAgain.body).toEqual(refused.body)
  })

  test('takes a key again after its 24 hours', async () => {
    await using api = await startTestApi()
    const first = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'k1' })
    await api.db.sql`update idempotency_keys set expires_at = now() - interval '1 second'`
    const later = await api.call('POST', '/v1/jobs', { ...wish, duration: 7 }, { 'idempotency-key': 'k1' })
    expect(later.status).toBe(202)
    expect(later.body.id).not.toBe(first.body.id)
  })

  test('refuses a key that cannot be one', async () => {
    await using api = await startTestApi()
    const refused = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'x'.repeat(256) })
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'idempotency_key_invalid' } } })
  })
})

const failure = {
  step: 'poll',
  reason: 'upstream_failed',
  message: 'The upstream reported that the render failed.',
  charged: 'unknown',
  retryable: true,
  upstreamStatus: null,
} as const

describe('a retry of a batch that is pressed again after its first process died', () => {
  const aFailure = (batchId: BatchId) => aJob({ upstream: 'globalaiopc', batchId, state: 'failed', failure })
  /** As a process leaves it that died before it answered. */
  const silence = (api: TestApi) => api.db.sql`
    update idempotency_keys set status_code = null, body = null, created_at = now() - interval '3 minutes'`
  const failAgain = async ({ db: { sql } }: TestApi, id: string, reason: string) => {
    await sql`update jobs set state = 'queued', reason = null, failure = null, finished_at = null, due_at = now() where id = ${id}`
    await sql`update jobs set state = 'submitting' where id = ${id}`
    await sql`
      update jobs set state = 'failed', reason = ${reason}, failure = ${sql.json(failure)}, finished_at = now(), due_at = null
      where id = ${id}`
  }
  const stateOf = async (api: TestApi, id: string) => (await api.call('GET', `/v1/jobs/${id}`)).body.state

  test('answers with what the first did, and buys nothing twice', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    const one = await insertJob(api.db, aFailure(batchId))
    await insertJob(api.db, aFailure(batchId))
    const expected = { jobs: 2, quoted_ticks: String((one.quotedTicks ?? 0n) * 2n) }
    const press = () =>
      api.call('POST', `/v1/batches/${batchId}/retry`, { expect: expected }, { 'idempotency-key': 'pressed' })
    expect((await press()).body.retry).toMatchObject(expected)
    await silence(api)
    const again = await press()
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null])
    expect(again.body.retry).toMatchObject(expected)
    expect(again.body.counts).toMatchObject({ queued: 2, failed: 0 })
    // It failed once more since: whoever agreed to two jobs has not agreed to a third.
    for (const reason of ['rejected', 'moderated']) {
      await failAgain(api, one.id, reason)
      await silence(api)
      expect((await press()).body.retry, reason).toMatchObject(expected)
      expect(await stateOf(api, one.id)).toBe('failed')
    }
  })

  test('is not refused for the money of what it bought, and failed once more since', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    const one = await insertJob(api.db, aFailure(batchId))
    const body = { budget_usd: usdFromTicks(one.quotedTicks ?? 0n) }
    const press = () =>
      api.call('POST', `/v1/batches/${batchId}/retry`, body, { 'idempotency-key': 'pressed' })
    expect((await press()).status).toBe(200)
    await failAgain(api, one.id, 'rejected')
    await api.db.sql`update jobs set charged_ticks = quoted_ticks where id = ${one.id}`
    await silence(api)
    expect(await press()).toMatchObject({ status: 200, body: { retry: { jobs: 1 } } })
    expect(await stateOf(api, one.id)).toBe('failed')
  })

  test('begins an operation once', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    await insertJob(api.db, aFailure(batchId))
    const wish = { action: 'retry', filter: { state: 'failed' }, expect: { matched_max: 9 } }
    const press = () => api.call('POST', '/v1/bulk', wish, { 'idempotency-key': 'pressed' })
    const first = await press()
    expect(first.status).toBe(202)
    await silence(api)
    expect(await press()).toMatchObject({ status: 202, body: { id: first.body.id } })
    expect(await api.db.sql`select id from operations`).toHaveLength(1)
  })

  test('sends a single job no second time either, but for another order', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    const { id } = await insertJob(api.db, aFailure(batchId))
    const other = await insertJob(api.db, aFailure(batchId))
    const press = (job: string, key: string) =>
      api.call('POST', `/v1/jobs/${job}/retry`, undefined, { 'idempotency-key': key })
    expect((await press(id, 'pressed')).body.state).toBe('queued')
    await failAgain(api, id, 'rejected')
    await silence(api)
    expect(await press(id, 'pressed')).toMatchObject({ status: 200, body: { state: 'failed' } })
    await silence(api)
    // The key stands for the other job only with another request.
    expect(await press(other.id, 'pressed')).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_conflict' } },
    })
    expect((await press(id, 'another')).body.state).toBe('queued')
  })

  test('does what the first did not come to', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    const press = (key: string) =>
      api.call('POST', `/v1/batches/${batchId}/retry`, {}, { 'idempotency-key': key })
    await insertJob(api.db, aFailure(batchId))
    expect((await press('pressed')).body.retry.jobs).toBe(1)
    await silence(api)
    const rest = await insertJob(api.db, aFailure(batchId))
    expect((await press('pressed')).body.retry.jobs).toBe(2)
    expect(await stateOf(api, rest.id)).toBe('queued')
    // The audit tells each once.
    const { body } = await api.call('GET', '/v1/audit?action=batch-retried')
    const told = body.data.map(({ detail }: { detail: { retried: number } }) => detail.retried)
    expect(told).toEqual([1, 1])
    // Of another order it is nothing.
    expect((await press('another')).body.retry.jobs).toBe(0)
  })
})
