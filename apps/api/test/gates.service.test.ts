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

describe('an allowed host', () => {
  test('is shown, audited, and has refused links tried again soon; taken back, it is gone', async () => {
    await using api = await startTestApi()
    const refused = aJob({ upstream, state: 'archiving', waitingFor: 'link_refused' })
    const elsewhere = aJob({ upstream: 'xingchaoyiqing', state: 'archiving', waitingFor: 'link_refused' })
    const later = new Date(Date.now() + 60_000)
    for (const job of [refused, elsewhere]) await insertJob(api.db, { ...job, dueAt: later })
    const allowed = await api.call('PATCH', path, { allow_host: 'CDN.lan.:8080' })
    expect(allowed.body).toMatchObject({ allowed_hosts: ['cdn.lan:8080'], links_tried_again: 1 })
    const waits = await api.db.sql`
      select id, waiting_for, due_at < now() + interval '5 seconds' as is_soon from jobs order by upstream`
    expect(waits).toEqual([
      { id: refused.id, waiting_for: null, is_soon: true },
      { id: elsewhere.id, waiting_for: 'link_refused', is_soon: false },
    ])
    const events = await api.db
      .sql`select kind, detail from job_events where job_id = ${refused.id} order by seq`
    expect(events.at(-1)).toMatchObject({ kind: 'link-allowed', detail: { host: 'cdn.lan:8080' } })
    const twice = await api.call('PATCH', path, { allow_host: '[FD00::1]', disallow_host: 'other.lan' })
    expect(twice.body.allowed_hosts).toEqual(['cdn.lan:8080', '[fd00::1]'])
    const back = await api.call('PATCH', path, { disallow_host: 'cdn.lan:8080' })
    expect(back.body).toMatchObject({ allowed_hosts: ['[fd00::1]'], links_tried_again: 0 })
    const audit = await api.db
      .sql`select detail from audit_entries where action = 'upstream-changed' order by id`
    expect(audit.at(-1)?.detail).toMatchObject({
      before: { allowed_hosts: ['cdn.lan:8080', '[fd00::1]'] },
      after: { allowed_hosts: ['[fd00::1]'] },
    })
  })

  test('is one host, not a link, a pattern, its own opposite or the hundred and first', async () => {
    await using api = await startTestApi()
    const refusal = async (body: object) => {
      const answer = await api.call('PATCH', path, body)
      expect(answer.status).toBe(400)
      return answer.body.error
    }
    expect(await refusal({ allow_host: 'https://cdn.lan:8080/a.mp4?sig=1' })).toMatchObject({
      param: 'allow_host',
      message: expect.stringMatching(/of this link that is cdn\.lan:8080\.$/),
    })
    expect(await refusal({ allow_host: '*.lan' })).toMatchObject({ param: 'allow_host' })
    expect(await refusal({ allow_host: 'a.lan', disallow_host: 'A.lan' })).toMatchObject({
      code: 'host_twice',
    })
    await api.db.sql`
      update upstream_gates set allowed_hosts = (select array_agg(n || '.lan') from generate_series(1, 100) n)`
    expect(await refusal({ allow_host: 'a.lan' })).toMatchObject({ code: 'too_many_hosts' })
    expect((await api.call('PATCH', path, { allow_host: '7.lan' })).status).toBe(200)
  })
})

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
        allowed_hosts: [],
      },
      after: {
        paused: false,
        closed_kind: null,
        max_in_flight: null,
        requests_per_minute: 30,
        polls_per_minute: null,
        allowed_hosts: [],
      },
    })
  })
})
