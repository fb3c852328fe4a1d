import { admitJobs, endTrials, rollUpBatchDeltas, stopSpoilingBatches } from '@reelkeep/db'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'

/** So many rows at thirty cents each. */
async function post(api: TestApi, rows: number, fields: object = {}) {
  const items = Array.from({ length: rows }, (_, index) => ({
    prompt: `scene ${index}`,
    model: 'grok_video3',
    duration: 6,
    custom_id: `row-${index + 1}`,
  }))
  return api.call('POST', '/v1/batches', { name: 'autumn', items, ...fields })
}

describe('a trial', () => {
  test('holds the rows behind it, which say that they wait for a pause, until it is approved', async () => {
    await using api = await startTestApi()
    const { status, body } = await post(api, 6, { trial: 2 })
    expect([status, body.brakes]).toEqual([202, { trial_rows: 2, stop_when: null }])
    const jobs = (await api.call('GET', `/v1/jobs?batch=${body.id}`)).body.data
    const waits = jobs.map((job: { row: number; waiting_for: string }) => [job.row, job.waiting_for])
    expect(waits.sort()).toEqual([1, 2, 3, 4, 5, 6].map((row) => [row, row > 2 ? 'pause' : null]))
    await api.db
      .sql`update jobs set state = 'canceled', reason = 'by_user', due_at = null, finished_at = now()
      where batch_row <= 2`
    await endTrials(api.db)
    const shown = (await api.call('GET', `/v1/batches/${body.id}`)).body
    expect(shown).toMatchObject({
      state: 'paused',
      pause: {
        reason: 'trial',
        by: null,
        detail: { rows: 2, tried_rows: 2, tried_clips: 2, canceled: 2, held: 4 },
      },
      needs_attention: [{ reason: 'trial', count: 4, ticks: '12000000000' }],
    })
    const resumed = await api.call('POST', `/v1/batches/${body.id}/resume`)
    expect(resumed.body).toMatchObject({ state: 'running', pause: null, brakes: { trial_rows: null } })
  })

  test('is quoted as its rows, the clips they become and their own price beside that of all', async () => {
    await using api = await startTestApi()
    const items = Array.from({ length: 6 }, (_, index) => ({
      prompt: `scene ${index}`,
      model: 'grok_video3',
      duration: 6,
    }))
    const ask = (fields: object) =>
      api.call('POST', '/v1/batches?dry_run=true', { name: 'takes', items, takes: 3, ...fields })
    const { body } = await ask({ trial: 2 })
    expect(body.quote).toMatchObject({ rows: 18, expected_ticks: '54000000000' })
    expect(body.trial).toEqual({
      rows: 2,
      last_row: 2,
      clips: 6,
      low_ticks: '18000000000',
      expected_ticks: '18000000000',
      high_ticks: '18000000000',
      unknown_rows: 0,
    })
    expect((await ask({})).body.trial).toBeNull()
  })

  test('stands when the file is sent again, is over when that sends nothing, and begins anew with what is new', async () => {
    await using api = await startTestApi()
    await post(api, 4, { trial: 1 })
    expect((await post(api, 4)).body.brakes.trial_rows).toBe(1)
    const { id } = (await post(api, 4, { trial: 3 })).body
    // Nothing was new, so there was nothing to try.
    expect((await api.call('GET', `/v1/batches/${id}`)).body.brakes.trial_rows).toBe(1)
    await api.call('PATCH', `/v1/batches/${id}`, { trial: null })
    expect((await post(api, 4, { trial: 1 })).body.brakes.trial_rows).toBeNull()
    expect((await post(api, 8, { trial: 2 })).body.brakes.trial_rows).toBe(6)
  })

  test('that waits for a word is begun by it when another was posted meanwhile', async () => {
    await using api = await startTestApi()
    const { id } = (await post(api, 4, { trial: 1 })).body
    await api.db
      .sql`update jobs set state = 'canceled', reason = 'by_user', due_at = null, finished_at = now()
      where batch_row = 1`
    await endTrials(api.db)
    const again = (await post(api, 9, { trial: 2 })).body
    expect(again).toMatchObject({ state: 'paused', pause: { reason: 'by_user' }, brakes: { trial_rows: 6 } })
    expect((await api.call('POST', `/v1/batches/${id}/resume`)).body.brakes.trial_rows).toBe(6)
  })
})

describe('stop_when', () => {
  test('is on from fifty rows, off when a person says never, and as a person says', async () => {
    await using api = await startTestApi()
    const usual = { failed_share: 0.3, after: 10 }
    const stopOf = (answer: { body: { brakes: { stop_when: unknown } } }) => answer.body.brakes.stop_when
    expect(stopOf(await post(api, 49))).toBeNull()
    expect(stopOf(await post(api, 50))).toEqual(usual)
    expect(stopOf(await post(api, 50, { stop_when: 'never' }))).toBeNull()
    expect(stopOf(await post(api, 51))).toBeNull()
    const own = { failed_share: 0.5, after: 3 }
    const dry = await api.call('POST', '/v1/batches?dry_run=true', {
      name: 'other',
      items: [{ prompt: 'x', model: 'grok_video3' }],
      trial: 1,
      stop_when: own,
    })
    expect(dry.body.brakes).toEqual({ trial_rows: 1, stop_when: own })
    expect(stopOf(await post(api, 51, { stop_when: own }))).toEqual(own)
    expect(stopOf(await post(api, 52))).toEqual(own)
    const wrong = await post(api, 1, { stop_when: { failed_share: 30, after: 10 }, trial: 0 })
    expect(wrong.status).toBe(400)
    expect(wrong.body.error.details.map(({ path }: { path: string }) => path).sort()).toEqual([
      'stop_when.failed_share',
      'trial',
    ])
    const csv = 'prompt,model,duration\na lighthouse,grok_video3,6\n'
    const query = new URLSearchParams({ name: 'sheet', trial: '3', stop_when: JSON.stringify(own) })
    const sheet = await fetch(`${api.url}/v1/batches?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.config.adminKey}`, 'content-type': 'text/csv' },
      body: csv,
    })
    expect(await sheet.json()).toMatchObject({ brakes: { trial_rows: 3, stop_when: own } })
  })

  test('names what went wrong, with the money, and what to do', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { name: 'spoiled' })
    for (const state of ['failed', 'failed', 'queued'] as const) {
      const charged = state === 'failed' ? { chargedTicks: 5n } : {}
      await insertJob(api.db, aJob({ upstream, batchId, state, ...charged }))
    }
    await rollUpBatchDeltas(api.db)
    await api.call('PATCH', `/v1/batches/${batchId}`, { stop_when: { failed_share: 0.5, after: 2 } })
    expect(await stopSpoilingBatches(api.db, [batchId])).toHaveLength(1)
    const { body } = await api.call('GET', '/v1/batches')
    expect(body.data[0]).toMatchObject({
      state: 'paused',
      pause: {
        reason: 'stop_when',
        at: expect.any(String),
        detail: { judged: 2, spoiled: 2, charged_failures: 2 },
      },
      needs_attention: [
        { reason: 'stop_when', count: 2, ticks: '10', action: expect.stringContaining('2 of 2 rows') },
        { reason: 'upstream_failed', count: 2 },
      ],
      forecast: { spent_last_hour_ticks: '10' },
    })
  })
})

describe('a budget', () => {
  test('can be given, raised, lowered and taken away while a batch runs', async () => {
    await using api = await startTestApi()
    const { id } = (await post(api, 3)).body
    const set = (budget_usd: unknown) => api.call('PATCH', `/v1/batches/${id}`, { budget_usd })
    expect((await set('0.60')).body).toMatchObject({
      budget_ticks: '6000000000',
      // Two of three rows are paid for.
      needs_attention: [],
    })
    const admitted = await admitJobs(api.db, {
      upstream,
      workerId: 'worker',
      submissionIds: ['sub_1', 'sub_2', 'sub_3'] as never,
      maxInFlight: 10,
      requestsPerMinute: 60_000,
    })
    expect(admitted.admitted).toHaveLength(2)
    await api.db
      .sql`update jobs set state = 'unconfirmed', due_at = null, holds_slot = false where state = 'submitting'`
    const short = (await api.call('GET', `/v1/batches/${id}`)).body
    expect(short.needs_attention).toEqual(
      expect.arrayContaining([expect.objectContaining({ reason: 'budget', count: 1, ticks: '3000000000' })]),
    )
    expect((await set(0.9)).body.needs_attention).toEqual([
      expect.objectContaining({ reason: 'unconfirmed' }),
    ])
    expect((await set(null)).body.budget_ticks).toBeNull()
    expect((await post(api, 4, { budget_usd: '1' })).body.error.code).toBe('over_budget')
    expect((await post(api, 4, { budget_usd: '2' })).body.budget_ticks).toBe('20000000000')
    expect((await set('much')).body.error.details[0]).toMatchObject({ path: 'budget_usd' })
    const nothing = await api.call('PATCH', `/v1/batches/${id}`, {})
    expect(nothing.body.error.code).toBe('nothing_to_change')
  })

  test('that is too small refuses a retry, of a batch and of a job, unless it is raised with it', async () => {
    await using api = await startTestApi()
    const { id: batchId, accountId } = await insertBatch(api.db, { budgetTicks: 1_200_000_000n })
    const options = { accountIds: [accountId ?? ''] }
    const failed = { upstream, batchId, state: 'failed', chargedTicks: 500_000_000n } as const
    const one = await insertJob(api.db, aJob(failed), options)
    await insertJob(api.db, aJob(failed), options)
    for (const path of [`/v1/batches/${batchId}/retry`, `/v1/jobs/${one.id}/retry`]) {
      const refused = await api.call('POST', path)
      expect([path, refused.status, refused.body.error.code]).toEqual([path, 422, 'over_budget'])
    }
    expect((await api.call('POST', `/v1/jobs/${one.id}/retry`, { budget_usd: '0.15' })).body.state).toBe(
      'queued',
    )
    const retried = await api.call('POST', `/v1/batches/${batchId}/retry`, { budget_usd: '0.20' })
    expect(retried.body).toMatchObject({
      budget_ticks: '2000000000',
      counts: { queued: 2, failed: 0 },
      retry: { jobs: 1, quoted_ticks: '500000000', unpriced: 0 },
    })
  })
})

describe('a queued job', () => {
  test('is held and let go, each once; one that was sent is not', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    const job = await insertJob(api.db, aJob({ upstream, batchId, version: 1, lastSeq: 1 }))
    const act = (verb: string) => api.call('POST', `/v1/jobs/${job.id}/${verb}`)
    const held = { state: 'queued', waiting_for: 'pause', due_at: null }
    expect((await act('pause')).body).toMatchObject(held)
    expect((await act('pause')).body).toMatchObject(held)
    const batch = await api.call('GET', `/v1/batches/${batchId}`)
    expect(batch.body.needs_attention).toMatchObject([{ reason: 'held', count: 1, ticks: '500000000' }])
    expect((await act('resume')).body).toMatchObject({ state: 'queued', due_at: expect.any(String) })
    expect((await act('resume')).status).toBe(200)
    const events = (await api.call('GET', `/v1/jobs/${job.id}/events`)).body.data
    expect(events.map((event: { kind: string }) => event.kind)).toEqual([
      'job-created',
      'job-paused',
      'job-resumed',
    ])
    const sent = await insertJob(api.db, aJob({ upstream, state: 'rendering' }))
    for (const verb of ['pause', 'resume']) {
      const refused = await api.call('POST', `/v1/jobs/${sent.id}/${verb}`)
      expect([verb, refused.status, refused.body.error.code]).toEqual([verb, 409, 'already_sent'])
    }
  })

  test('moves in line alone or with its batch', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    const one = await insertJob(api.db, aJob({ upstream, batchId }))
    const other = await insertJob(api.db, aJob({ upstream, batchId }))
    const first = async () =>
      (await api.db.sql`select id from jobs order by priority desc, id limit 1`)[0]?.id
    expect(await first()).toBe(one.id)
    expect((await api.call('PATCH', `/v1/jobs/${other.id}`, { priority: 9 })).body.priority).toBe(9)
    expect(await first()).toBe(other.id)
    expect((await api.call('PATCH', `/v1/batches/${batchId}`, { priority: 0 })).status).toBe(200)
    expect(await api.db.sql`select distinct priority from jobs`).toEqual([{ priority: 0 }])
    await api.db
      .sql`update jobs set state = 'canceled', reason = 'by_user', due_at = null, finished_at = now()
      where id = ${one.id}`
    const late = await api.call('PATCH', `/v1/jobs/${one.id}`, { priority: 3 })
    expect([late.status, late.body.error.code]).toEqual([409, 'already_finished'])
  })
})

test('a cancel says what is still under way, and nothing of the batch is sent again', async () => {
  await using api = await startTestApi()
  const { id: batchId } = await insertBatch(api.db)
  for (const state of ['queued', 'rendering', 'unconfirmed', 'archiving'] as const) {
    await insertJob(api.db, aJob({ upstream, batchId, state }))
  }
  const { body } = await api.call('POST', `/v1/batches/${batchId}/cancel`)
  expect(body).toMatchObject({
    state: 'canceled',
    counts: { canceled: 1 },
    under_way: { submitting: 0, unconfirmed: 1, rendering: 1, archiving: 1, total: 3 },
  })
  const failed = await insertJob(api.db, aJob({ upstream, batchId, state: 'failed' }))
  const retried = await api.call('POST', `/v1/jobs/${failed.id}/retry`)
  expect([retried.status, retried.body.error.code]).toEqual([409, 'batch_over'])
})
