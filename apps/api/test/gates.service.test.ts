import { aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const path = `/v1/upstreams/${upstream}`

async function gate(api: TestApi) {
  const { body } = await api.call('GET', '/v1/upstreams')
  return body.data.find((entry: { name: string }) => entry.name === upstream).gate
}

async function close(api: TestApi): Promise<void> {
  await api.db.sql`
    update upstream_gates set closed_kind = 'account', closed_reason = 'no credit', closed_at = now(),
      probe_at = now() + interval '5 minutes', probe_wait_s = 300, strain = 2, strain_at = now(),
      cut = 0.5, cut_at = now(), not_before = now() + interval '1 minute'
    where upstream = ${upstream}`
}

describe('a gate', () => {
  test('says why it is closed, when it is tried again, and how much of the rate is in force', async () => {
    await using api = await startTestApi()
    await close(api)
    expect(await gate(api)).toMatchObject({
      state: 'closed',
      closed_kind: 'account',
      closed_reason: 'no credit',
      probe_at: expect.any(String),
      rate_cut: expect.closeTo(0.5, 1),
      poll_rate_cut: 1,
      strain: 2,
      overdue: 0,
    })
  })

  test('is probing while its one job is under way', async () => {
    await using api = await startTestApi()
    await close(api)
    const probe = await insertJob(api.db, aJob({ upstream, state: 'submitting' }))
    await api.db.sql`update upstream_gates set probe_job_id = ${probe.id} where upstream = ${upstream}`
    expect((await gate(api)).state).toBe('probing')
  })

  test('says how many tasks are overdue when they close it, and opens when fewer are', async () => {
    await using api = await startTestApi()
    await api.db.sql`update upstream_gates set configured_max_overdue = 25`
    await api.db.sql`update upstream_gates set overdue = 25 where upstream = ${upstream}`
    const { id } = await insertJob(api.db, aJob({ upstream }))
    expect(await gate(api)).toMatchObject({
      state: 'closed',
      closed_kind: 'overdue',
      closed_reason: expect.stringMatching(/^25 overdue tasks, the most allowed is 25/),
      closed_at: null,
    })
    expect((await api.call('GET', `/v1/jobs/${id}`)).body.waiting_for).toBe('gate')
    await api.db.sql`update upstream_gates set overdue = 24 where upstream = ${upstream}`
    expect(await gate(api)).toMatchObject({ state: 'open', closed_kind: null, closed_reason: null })
  })

  test('is opened by paused: false, with what it was before in the audit', async () => {
    await using api = await startTestApi()
    await close(api)
    const { body } = await api.call('PATCH', path, { paused: false, requests_per_minute: 30 })
    expect(body.gate).toMatchObject({
      state: 'open',
      closed_kind: null,
      probe_at: null,
      rate_cut: 1,
      strain: 0,
    })
    const [entry] = await api.db.sql`select detail from audit_entries where action = 'upstream-changed'`
    expect(entry?.detail).toEqual({
      before: {
        paused: false,
        closed_kind: 'account',
        max_in_flight: null,
        requests_per_minute: null,
        polls_per_minute: null,
      },
      after: {
        paused: false,
        closed_kind: null,
        max_in_flight: null,
        requests_per_minute: 30,
        polls_per_minute: null,
      },
    })
  })
})
