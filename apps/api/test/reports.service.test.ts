import { aClip, aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'

describe('reports', () => {
  test('groups failures by their cause, with what to do about it', async () => {
    await using api = await startTestApi()
    for (let index = 0; index < 3; index += 1) {
      const { id } = await insertJob(api.db, aJob({ upstream, state: 'failed' }))
      await api.db.sql`
        insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable)
        select id, owner_id, upstream, model, 'poll', ${index === 0 ? 'moderated' : 'upstream_failed'},
          ${index === 0 ? 'one' : 'other'}, 'it failed', 'unknown', true from jobs where id = ${id}`
    }
    const { status, body } = await api.call('GET', '/v1/failures')
    expect(status).toBe(200)
    expect(body.data).toMatchObject([
      {
        fingerprint: 'other',
        reason: 'upstream_failed',
        count: 2,
        jobs: 2,
        retryable: 2,
        charged_ticks: null,
      },
      { fingerprint: 'one', reason: 'moderated', count: 1, remedy: expect.stringContaining('prompt') },
    ])
    expect(body.data[0].job_ids).toHaveLength(2)
  })

  test.each(['day', 'hour', 'upstream', 'model', 'batch', 'key'])(
    'sums the ledger by %s, the unknown apart',
    async (by) => {
      await using api = await startTestApi()
      await api.call('POST', '/v1/jobs', { prompt: 'x', model: 'grok_video3', duration: 6 })
      await api.call('POST', '/v1/jobs', { prompt: 'y', model: 'grok_video3', duration: 10 })
      const { status, body } = await api.call('GET', `/v1/costs?by=${by}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ by, time_zone: 'UTC' })
      expect(body.data).toMatchObject([
        {
          quoted_ticks: '8000000000',
          charged_ticks: null,
          contingent_ticks: null,
          unknown: 0,
          simulated: false,
        },
      ])
    },
  )

  test('says what is being spent, by key and upstream, in the last hour and the last day', async () => {
    await using api = await startTestApi()
    const { body: job } = await api.call('POST', '/v1/jobs', {
      prompt: 'x',
      model: 'grok_video3',
      duration: 6,
    })
    const charge = (key: string, ticks: number, at: string) => api.db.sql`
      insert into ledger_entries (charge_key, job_id, owner_id, upstream, model, kind, debit, credit, ticks, source, at)
      select ${key}, id, owner_id, upstream, model, 'charged', 'spent', 'upstream', ${ticks}, 'metered', now() - ${at}::interval
      from jobs where id = ${job.id}`
    await charge('now', 5, '1 minute')
    await charge('earlier', 7, '3 hours')
    await charge('long ago', 11, '3 days')
    const { body } = await api.call('GET', '/v1/costs?by=key')
    expect(body.data).toMatchObject([
      { key: 'key_00000000000000000000000000', name: 'admin', charged_ticks: '23' },
    ])
    expect(body.burn).toEqual([
      {
        key_id: 'key_00000000000000000000000000',
        key_name: 'admin',
        upstream,
        simulated: false,
        last_hour_ticks: '5',
        last_day_ticks: '12',
        unknown: 0,
      },
    ])
  })

  test('tells throughput, latencies and lateness', async () => {
    await using api = await startTestApi()
    await insertJob(api.db, aJob({ upstream, state: 'archived' }))
    await insertJob(api.db, aJob({ upstream, state: 'rendering', dueAt: new Date(Date.now() - 60_000) }))
    const { status, body } = await api.call('GET', '/v1/stats?minutes=10')
    expect(status).toBe(200)
    expect(body).toMatchObject({ jobs: { archived: 1, rendering: 1, queued: 0 }, archived: 1, bytes: '9000' })
    expect(body.lateness_ms_max).toBeGreaterThan(59_000)
    expect(body.latency.total.p50_ms).toBe(0)
    const empty = await api.call('GET', '/v1/stats?minutes=0')
    expect(empty.status).toBe(400)
  })

  test('tells the pace of the minutes in which clips were made, not of those in which nothing was to do', async () => {
    await using api = await startTestApi()
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    const pace = async (minutes: number) =>
      (await api.call('GET', `/v1/stats?minutes=${minutes}`)).body.archived_per_busy_minute
    expect(await pace(60)).toBeNull()
    for (let clip = 0; clip < 12; clip += 1) {
      const times = { submittedAt: ago(33), renderedAt: ago(31), finishedAt: ago(30) }
      await insertJob(
        api.db,
        aJob({
          upstream,
          state: 'archived',
          createdAt: ago(2_000),
          ...times,
          clip: aClip({ key: `clip-${clip}` }),
        }),
      )
    }
    // Three minutes to make them, told to the minute and from bins; over the hour it would be 0.2.
    expect(await pace(60)).toBeGreaterThan(2)
    expect(await pace(60)).toBeLessThan(5)
    expect(await pace(2_000)).toBeNull()
    await insertJob(api.db, aJob({ upstream, state: 'rendering', submittedAt: ago(9) }))
    expect(await pace(60)).toBeLessThan(1.2)
  })

  test('lists clips that are not yet safe, the link that dies first at the top', async () => {
    await using api = await startTestApi()
    const soon = new Date(Date.now() + 60_000)
    const later = await insertJob(api.db, aJob({ upstream, state: 'archiving' }))
    const sooner = await insertJob(api.db, aJob({ upstream, state: 'archiving', sourceExpiresAt: soon }))
    const { body } = await api.call('GET', '/v1/at-risk')
    expect(body.data.map((job: { id: string }) => job.id)).toEqual([sooner.id, later.id])
    expect(JSON.stringify(body)).not.toContain('clips.example.com')
  })
})

describe('upstreams', () => {
  test('show capabilities, prices, gate and limits, and no address or key', async () => {
    await using api = await startTestApi()
    const { body } = await api.call('GET', '/v1/upstreams')
    expect(body.data.map((entry: { name: string }) => entry.name)).toEqual(['globalaiopc', 'xingchaoyiqing'])
    expect(body).toMatchObject({ object: 'list', has_more: false, next_cursor: null })
    expect(body.data[0]).toMatchObject({
      is_default: true,
      configured: true,
      gate: { state: 'open', in_flight: 0 },
      limits: { max_in_flight: { configured: 50, live: null } },
    })
    expect(body.data[0].models[0]).toMatchObject({
      model: 'grok_video3',
      operations: ['generate'],
      price: { unit: 'second', ticks: '500000000', by_resolution: null, per_image_ticks: null },
      poll: { min_s: 30, max_s: 60, growth: null, deadline_s: 7200 },
    })
    expect(body.data[0].models[0].modes.map(({ mode }: { mode: string }) => mode)).toEqual([
      'text',
      'image',
      'references',
    ])
    expect(body.data[0].models[0].modes[2]).toMatchObject({
      words: 'from references',
      duration: { kind: 'range', allowed: ['6 to 30'], default: 10 },
      images: { min: 2, max: 7, base64: true },
      video: null,
    })
    expect(body.data[0]).toMatchObject({
      link_lifetime_s: 3600,
      reported_ticks_are: 'none',
      bill_factor: '1',
      key_variable: 'GLOBALAIOPC_API_KEY',
      polls_share_rate: false,
    })
    expect(body.data[1]).toMatchObject({ configured: false, is_default: false })
    expect(JSON.stringify(body)).not.toMatch(/sk-test|aizfw/)
  })

  test('keep a live limit until it is set to null, and every change in the audit', async () => {
    await using api = await startTestApi()
    const path = '/v1/upstreams/globalaiopc'
    const set = await api.call('PATCH', path, { max_in_flight: 7, polls_per_minute: 30 })
    expect(set.body.limits).toMatchObject({
      max_in_flight: { configured: 50, live: 7 },
      polls_per_minute: { live: 30 },
    })
    const cleared = await api.call('PATCH', path, { max_in_flight: null, paused: true })
    expect(cleared.body).toMatchObject({
      gate: { state: 'paused' },
      limits: { max_in_flight: { live: null }, polls_per_minute: { live: 30 } },
    })
    const audit = await api.db.sql`select action, target from audit_entries`
    expect([...audit]).toEqual(Array(2).fill({ action: 'upstream-changed', target: 'globalaiopc' }))
  })

  test('refuse what cannot be', async () => {
    await using api = await startTestApi()
    const wrong = await api.call('PATCH', '/v1/upstreams/globalaiopc', { max_in_flight: -1, speed: 2 })
    expect(wrong.status).toBe(400)
    expect(wrong.body.error.details.map((detail: { path: string }) => detail.path).sort()).toEqual([
      'max_in_flight',
      'speed',
    ])
    const nothing = await api.call('PATCH', '/v1/upstreams/globalaiopc', {})
    expect([nothing.status, nothing.body.error.code, nothing.body.error.param]).toEqual([
      400,
      'nothing_to_change',
      null,
    ])
    const reason = await api.call('PATCH', '/v1/upstreams/globalaiopc', { reason: 'for its own sake' })
    expect([reason.status, reason.body.error.code]).toEqual([400, 'nothing_to_change'])
    expect((await api.call('PATCH', '/v1/upstreams/nowhere', { paused: true })).status).toBe(404)
    expect((await api.call('PATCH', '/v1/upstreams/xingchaoyiqing', { paused: false })).status).toBe(422)
  })
})

test('a time that ends before it begins is refused wherever one is taken, and one that ends as it begins is not', async () => {
  await using api = await startTestApi()
  const ask = async (path: string, from: string) => {
    const { status, body } = await api.call('GET', `${path}?from=${from}&to=2026-11-19`)
    return [path, status, body.error?.code, body.error?.param]
  }
  for (const path of [
    '/v1/costs',
    '/v1/jobs',
    '/v1/jobs/count',
    '/v1/failures',
    '/v1/audit',
    '/v1/exports/jobs',
  ]) {
    expect(await ask(path, '2026-11-20')).toEqual([path, 400, 'after_to', 'from'])
    if (path === '/v1/exports/jobs') continue
    expect(await ask(path, '2026-11-19')).toEqual([path, 200, undefined, undefined])
  }
  const filter = { from: '2026-11-20', to: '2026-11-19' }
  const bulk = await api.call('POST', '/v1/bulk', { action: 'cancel', filter, dry_run: true })
  expect([bulk.status, bulk.body.error.code]).toEqual([400, 'after_to'])
  // A caller whose clock is ahead of ours has asked for nothing that cannot be.
  expect((await api.call('GET', '/v1/costs?from=9999-01-01')).status).toBe(200)
})
