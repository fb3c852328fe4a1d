import type { Charged, FailureReason, Job } from '@reelkeep/core'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'

async function aBatchOfAll(api: TestApi) {
  const { id: batchId } = await insertBatch(api.db, { name: 'autumn', budgetTicks: 90_000_000_000n })
  for (const state of ['queued', 'queued', 'unconfirmed', 'rendering', 'archived', 'failed'] as const) {
    await insertJob(api.db, aJob({ upstream, batchId, state }))
  }
  return batchId
}

describe('a batch', () => {
  test('is shown with counts, cost, what needs a person, and a forecast', async () => {
    await using api = await startTestApi()
    const id = await aBatchOfAll(api)
    const { status, body } = await api.call('GET', `/v1/batches/${id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'batch',
      name: 'autumn',
      state: 'running',
      counts: {
        total: 6,
        queued: 2,
        submitting: 0,
        unconfirmed: 1,
        rendering: 1,
        archiving: 0,
        archived: 1,
        failed: 1,
        canceled: 0,
      },
      budget_ticks: '90000000000',
      cost: {
        quoted_ticks: '3000000000',
        reserved_ticks: '1000000000',
        charged_ticks: '500000000',
        contingent_ticks: '500000000',
        unpriced: 1,
        unquoted: 0,
      },
      simulated: false,
      finished_at: null,
    })
    expect(
      body.needs_attention.map((need: { reason: string; count: number }) => [need.reason, need.count]).sort(),
    ).toEqual([
      ['unconfirmed', 1],
      ['upstream_failed', 1],
    ])
    const list = await api.call('GET', '/v1/batches?state=running')
    expect(list.body.data[0]).toMatchObject({ id, counts: body.counts, cost: body.cost })
    expect((await api.call('GET', '/v1/batches?state=paused')).body.data).toEqual([])
  })

  test('sends nothing again under a budget that cannot hold', async () => {
    await using api = await startTestApi()
    const { id } = await insertBatch(api.db)
    await insertJob(api.db, aJob({ upstream, batchId: id, state: 'failed' }))
    await insertJob(api.db, aJob({ upstream, batchId: id, quotedTicks: null }))
    const { status, body } = await api.call('POST', `/v1/batches/${id}/retry`, { budget_usd: '5' })
    expect([status, body.error.code]).toEqual([422, 'price_unknown'])
    expect((await api.call('GET', `/v1/batches/${id}`)).body).toMatchObject({
      budget_ticks: null,
      counts: { failed: 1, queued: 1 },
    })
  })

  test('pauses and resumes, each once, and refuses when it is over', async () => {
    await using api = await startTestApi()
    const id = await aBatchOfAll(api)
    const act = async (verb: string) => {
      const { status, body } = await api.call('POST', `/v1/batches/${id}/${verb}`)
      return [status, status === 200 ? body.state : body.error.code]
    }
    expect(await act('pause')).toEqual([200, 'paused'])
    expect(await act('pause')).toEqual([200, 'paused'])
    expect(await act('resume')).toEqual([200, 'running'])
    expect(await act('resume')).toEqual([200, 'running'])
    expect(await act('cancel')).toEqual([200, 'canceled'])
    expect(await act('pause')).toEqual([409, 'batch_over'])
    expect(await act('resume')).toEqual([409, 'batch_over'])
    expect(await act('retry')).toEqual([409, 'batch_over'])
    const audit = await api.db.sql`select action from audit_entries where target = ${id} order by id`
    expect(audit.map((entry) => entry.action)).toEqual(['batch-paused', 'batch-resumed', 'batch-canceled'])
  })

  test('cancels what is not yet sent and leaves the rest alone, also in chunks', async () => {
    await using api = await startTestApi()
    const id = await aBatchOfAll(api)
    const { body } = await api.call('POST', `/v1/batches/${id}/cancel`)
    expect(body).toMatchObject({
      state: 'canceled',
      counts: { total: 6, queued: 0, canceled: 2, unconfirmed: 1, rendering: 1, archived: 1, failed: 1 },
    })
    expect((await api.call('POST', `/v1/batches/${id}/cancel`)).body.counts).toEqual(body.counts)
  })

  test('sends every failed job again, and a finished batch runs again', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db)
    await insertJob(api.db, aJob({ upstream, batchId, state: 'failed' }))
    await insertJob(api.db, aJob({ upstream, batchId, state: 'archived' }))
    await api.db.sql`update batches set state = 'finished', finished_at = now() where id = ${batchId}`
    const { body } = await api.call('POST', `/v1/batches/${batchId}/retry`)
    expect(body).toMatchObject({
      state: 'running',
      finished_at: null,
      counts: { total: 2, queued: 1, archived: 1, failed: 0 },
    })
    const again = await api.call('POST', `/v1/batches/${batchId}/retry`)
    expect(again).toMatchObject({ status: 200, body: { counts: { queued: 1 } } })
  })

  test('says by reason what a retry may have cost already, and leaves moderated rows out unless asked', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { budgetTicks: 9_000_000_000n })
    const failed = (reason: FailureReason, charged: Charged, money: Partial<Job>) => {
      const base = aJob({ upstream, batchId, state: 'failed', reason, ...money })
      if (base.failure === null) throw new Error('a failed job has a failure')
      return insertJob(api.db, { ...base, failure: { ...base.failure, reason, charged } })
    }
    await failed('artifact_lost', 'yes', { chargedTicks: 500_000_000n })
    await failed('artifact_lost', 'yes', { chargedTicks: null })
    await failed('written_off', 'unknown', { contingentTicks: 500_000_000n })
    await failed('rejected', 'no', { chargedTicks: 0n })
    const moderated = await failed('moderated', 'unknown', { contingentTicks: 500_000_000n })
    const retry = (body: object) => api.call('POST', `/v1/batches/${batchId}/retry`, body)
    const dry = await retry({ dry_run: true, budget_usd: '1' })
    expect(dry.body).toMatchObject({ budget_ticks: '9000000000', counts: { failed: 5 } })
    expect(dry.body.retry).toMatchObject({ jobs: 4, dry_run: true, quoted_ticks: '2000000000', unpriced: 0 })
    const cost = {
      simulated: false,
      unknown_costs: 0,
      unpriced: 0,
      charged_ticks: null,
      contingent_ticks: null,
    }
    expect(dry.body.retry.reasons).toEqual([
      {
        ...cost,
        reason: 'artifact_lost',
        jobs: 2,
        charged_ticks: '500000000',
        unknown_costs: 1,
        quoted_ticks: '1000000000',
      },
      { ...cost, reason: 'rejected', jobs: 1, charged_ticks: '0', quoted_ticks: '500000000' },
      { ...cost, reason: 'written_off', jobs: 1, contingent_ticks: '500000000', quoted_ticks: '500000000' },
    ])
    const left = [{ reason: 'moderated', jobs: 1, message: expect.stringContaining('refused again') }]
    expect(dry.body.retry.left_out).toEqual(left)
    const over = await retry({ budget_usd: '0.3' })
    // 0.05 USD charged and 0.10 USD possibly charged, which counts like the rest.
    expect(over.body.error).toMatchObject({
      code: 'over_budget',
      message: expect.stringContaining(
        'beside 0.15 USD counted already (0.05 charged, 0.10 possibly charged)',
      ),
    })
    const real = await retry({})
    expect(real.body.retry).toMatchObject({ jobs: 4, dry_run: false, left_out: left })
    expect((await api.call('GET', `/v1/jobs/${moderated.id}`)).body.state).toBe('failed')
    const asked = await retry({ include_moderated: true })
    expect(asked.body.retry).toMatchObject({
      jobs: 1,
      left_out: [],
      reasons: [{ reason: 'moderated', jobs: 1 }],
    })
    expect((await api.call('GET', `/v1/jobs/${moderated.id}`)).body.state).toBe('queued')
  })

  test('of another owner, or none, does not exist', async () => {
    await using api = await startTestApi()
    const { id } = await insertBatch(api.db)
    await api.db.sql`insert into owners (id, name) values ('owner_00000000000000000000000001', 'other')`
    await api.db.sql`update batches set owner_id = 'owner_00000000000000000000000001' where id = ${id}`
    for (const verb of ['pause', 'resume', 'cancel', 'retry']) {
      const { status, body } = await api.call('POST', `/v1/batches/${id}/${verb}`)
      expect([verb, status, body.error.code]).toEqual([verb, 404, 'batch_not_found'])
    }
    expect((await api.call('GET', `/v1/batches/${id}`)).status).toBe(404)
    expect((await api.call('GET', '/v1/batches')).body.data).toEqual([])
  })
})
