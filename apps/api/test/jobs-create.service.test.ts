import { describe, expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

const wish = { prompt: 'a red fox in {snow}', model: 'grok_video3', duration: 6 }

describe('POST /v1/jobs', () => {
  test('keeps every answer about a job only when it is told to', async () => {
    await using api = await startTestApi()
    const [closely, usually] = await Promise.all([
      api.call('POST', '/v1/jobs', { ...wish, keep_exchanges: true }),
      api.call('POST', '/v1/jobs', { ...wish, keep_exchanges: false }),
    ])
    const rows = await api.db.sql`select id, keep_exchanges from jobs`
    expect(Object.fromEntries(rows.map((row) => [row.id, row.keep_exchanges]))).toEqual({
      [closely.body.id]: true,
      [usually.body.id]: false,
    })
    const refused = await api.call('POST', '/v1/jobs', { ...wish, keep_exchanges: 'yes' })
    expect(refused.status).toBe(400)
    expect(refused.body.error.details).toMatchObject([
      { path: 'keep_exchanges', code: 'not_true_or_false', message: 'keep_exchanges must be true or false' },
    ])
  })

  test('answers 202 with the whole job, its event, its quote and its clip key', async () => {
    await using api = await startTestApi()
    const made = await api.call('POST', '/v1/jobs', { ...wish, custom_id: 'fox-1', metadata: { a: [1] } })
    expect(made.status).toBe(202)
    expect(made.body).toMatchObject({
      object: 'job',
      state: 'queued',
      reason: null,
      waiting_for: null,
      prompt: 'a red fox in {snow}',
      upstream: 'globalaiopc',
      model: 'grok_video3',
      operation: 'generate',
      params: { duration: 6, aspect_ratio: '16:9', resolution: '720p', image_urls: [], video_url: null },
      custom_id: 'fox-1',
      priority: 5,
      batch_id: null,
      row: null,
      metadata: { a: [1] },
      cost: { quoted_ticks: '3000000000', charged_ticks: null, source: 'unknown' },
      clip: null,
      failure: null,
    })
    const { id } = made.body
    const shown = await api.call('GET', `/v1/jobs/${id}`)
    expect(shown.body).toEqual(made.body)
    const events = await api.call('GET', `/v1/jobs/${id}/events`)
    expect(events.body.data).toMatchObject([
      { seq: 1, kind: 'job-created', from_state: null, to_state: 'queued' },
    ])
    const [row] = await api.db.sql`select clip_key from jobs where id = ${id}`
    expect(row?.clip_key).toBe(`admin/single/fox-1_a-red-fox-in-snow_${id.slice(-10)}.mp4`)
    const ledger = await api.db.sql`select kind, ticks from ledger_entries where job_id = ${id}`
    expect([...ledger]).toEqual([{ kind: 'quoted', ticks: 3_000_000_000n }])
  })

  test('leaves the quote of a model without a price unknown, never zero', async () => {
    await using api = await startTestApi()
    const made = await api.call('POST', '/v1/jobs', { prompt: 'x', model: 'grok_video3_pro' })
    expect(made.status).toBe(202)
    expect(made.body.cost.quoted_ticks).toBeNull()
    const ledger = await api.db
      .sql`select kind, ticks, source from ledger_entries where job_id = ${made.body.id}`
    expect([...ledger]).toEqual([{ kind: 'quoted', ticks: null, source: 'unknown' }])
  })

  test('names every problem at once, with the values that would do', async () => {
    await using api = await startTestApi()
    const refused = await api.call('POST', '/v1/jobs', {
      prompt: 'x',
      model: 'grok_video3',
      duration: 31,
      aspect_ratio: '21:9',
      resolution: '4k',
      image_urls: Array.from({ length: 8 }, (_, index) => `https://images.example.com/${index}.png`),
      priority: 11,
      ratio: '16:9',
    })
    expect(refused.status).toBe(400)
    const { error } = refused.body
    expect(error.type).toBe('invalid_request')
    expect(error.total).toBe(error.details.length)
    const byPath = new Map(error.details.map((detail: { path: string }) => [detail.path, detail]))
    expect([...byPath.keys()].sort()).toEqual([
      'aspect_ratio',
      'duration',
      'image_urls',
      'priority',
      'ratio',
      'resolution',
    ])
    expect(byPath.get('duration')).toMatchObject({ allowed: ['6 to 30'], row: null })
    expect(byPath.get('aspect_ratio')).toMatchObject({ allowed: ['16:9', '9:16', '1:1', '3:2', '2:3'] })
    expect(byPath.get('resolution')).toMatchObject({ allowed: ['480p', '720p'] })
    expect(byPath.get('image_urls')).toMatchObject({ allowed: ['0 to 7'] })
    expect(byPath.get('ratio')).toMatchObject({
      code: 'unknown_key',
      allowed: expect.arrayContaining(['aspect_ratio', 'metadata', 'keep_exchanges']),
    })
    const [count] = await api.db.sql`select count(*)::int as count from jobs`
    expect(count?.count).toBe(0)
  })

  test.each([
    [{ model: 'grok_video3' }, 'prompt', 'required'],
    [{ prompt: 'x' }, 'model', 'required'],
    [{ prompt: 'x', model: 'sora' }, 'model', 'model_not_known'],
    [{ prompt: 'x', model: 'grok_video3', upstream: 'nowhere' }, 'upstream', 'upstream_not_known'],
    [{ prompt: 'a\u0000b', model: 'grok_video3' }, 'prompt', 'text_not_storable'],
    [{ prompt: 7, model: 'grok_video3' }, 'prompt', 'not_text'],
    [[], null, 'not_an_object'],
  ])('refuses %j at %s', async (body, path, code) => {
    await using api = await startTestApi()
    const refused = await api.call('POST', '/v1/jobs', body)
    expect(refused.status).toBe(400)
    expect(refused.body.error.details).toContainEqual(expect.objectContaining({ path, code }))
    expect(refused.body.error.request_id).toBe(refused.headers.get('x-request-id'))
  })

  test('refuses a known upstream that has no key, naming the setting', async () => {
    await using api = await startTestApi()
    const refused = await api.call('POST', '/v1/jobs', { ...wish, upstream: 'xingchaoyiqing' })
    expect(refused.status).toBe(422)
    expect(refused.body.error).toMatchObject({ type: 'unprocessable', code: 'upstream_not_configured' })
    expect(refused.body.error.message).toContain('XINGCHAOYIQING_API_KEY')
  })

  test('refuses broken JSON, another content type and too much of it, each with its status', async () => {
    await using api = await startTestApi()
    const post = (body: string, type: string) =>
      fetch(`${api.url}/v1/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.config.adminKey}`, 'content-type': type },
        body,
      })
    expect((await post('{"prompt":', 'application/json')).status).toBe(400)
    expect((await post('<job/>', 'application/xml')).status).toBe(415)
    expect((await post(`{"prompt":"${'x'.repeat(26_000_000)}"}`, 'application/json')).status).toBe(413)
  })

  test('takes a job while Redis is away: the row is the promise', async () => {
    await using api = await startTestApi({ redisUrl: 'redis://127.0.0.1:1' })
    const made = await api.call('POST', '/v1/jobs', wish)
    expect(made.status).toBe(202)
    expect((await api.call('GET', `/v1/jobs/${made.body.id}`)).body.state).toBe('queued')
  })
})
