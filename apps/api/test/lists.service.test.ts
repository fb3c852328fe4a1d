import type { Job, TaskId } from '@reelkeep/core'
import { aJob, aSubmission, insertBatch, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'

describe('GET /v1/jobs', () => {
  test('walks all jobs in pages, newest first, each once', async () => {
    await using api = await startTestApi()
    const ids: string[] = []
    for (let index = 0; index < 7; index += 1) ids.push((await insertJob(api.db, aJob({ upstream }))).id)
    const seen: string[] = []
    let cursor = ''
    for (;;) {
      const { status, body } = await api.call('GET', `/v1/jobs?limit=3${cursor && `&cursor=${cursor}`}`)
      expect([status, body.object]).toEqual([200, 'list'])
      seen.push(...body.data.map((job: { id: string }) => job.id))
      if (!body.has_more) break
      cursor = body.next_cursor
    }
    expect(seen).toEqual(ids.toReversed())
  })

  test('filters by everything the contract names', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { name: 'autumn films' })
    const created = await api.call('POST', '/v1/jobs', {
      prompt: 'A Lighthouse, at dusk',
      model: 'grok_video3',
      custom_id: 'sku-1',
    })
    const rendering = await insertJob(
      api.db,
      aJob({
        upstream: 'xingchaoyiqing',
        model: 'grok_video3_max',
        batchId,
        state: 'rendering',
        submission: aSubmission({ status: 'accepted', taskId: 'video_77' as TaskId }),
      }),
    )
    const failed = await insertJob(
      api.db,
      aJob({ upstream, state: 'failed', createdAt: new Date('2026-01-02T03:04:05Z') }),
    )
    const found = async (query: string) => {
      const { status, body } = await api.call('GET', `/v1/jobs?${query}`)
      expect([query, status]).toEqual([query, 200])
      return body.data.map((job: { id: string }) => job.id).sort()
    }
    const all = [created.body.id, rendering.id, failed.id]
    expect(await found('state=rendering,failed')).toEqual([rendering.id, failed.id].sort())
    expect(await found('reason=upstream_failed')).toEqual([failed.id])
    expect(await found(`batch=${batchId}`)).toEqual([rendering.id])
    expect(await found('batch=autumn%20films')).toEqual([rendering.id])
    expect(await found('batch=nothing')).toEqual([])
    expect(await found('upstream=xingchaoyiqing')).toEqual([rendering.id])
    expect(await found('model=grok_video3_max')).toEqual([rendering.id])
    expect(await found('custom_id=sku-1')).toEqual([created.body.id])
    expect(await found('task_id=video_77')).toEqual([rendering.id])
    expect(await found('key=key_00000000000000000000000000')).toEqual(all.sort())
    expect(await found('key=nobody')).toEqual([])
    expect(await found('q=lighthouse%20dusk')).toEqual([created.body.id])
    expect(await found('to=2026-02-01')).toEqual([failed.id])
    expect(await found('from=2026-02-01T00:00:00Z')).toEqual([created.body.id, rendering.id].sort())
    expect(await found('')).toEqual(all.sort())
  })

  test('finds by one text the words of a prompt, or exactly an id or a name', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { name: 'autumn films' })
    const said = await api.call('POST', '/v1/jobs', { prompt: 'Autumn: a lighthouse', model: 'grok_video3' })
    const owned = await api.call('POST', '/v1/jobs', {
      prompt: 'x',
      model: 'grok_video3',
      custom_id: 'autumn',
    })
    const sent = await insertJob(
      api.db,
      aJob({
        upstream,
        batchId,
        state: 'rendering',
        submission: aSubmission({ status: 'accepted', taskId: 'video_77' as TaskId }),
      }),
    )
    const found = async (text: string) => {
      const { body } = await api.call('GET', `/v1/jobs?q=${encodeURIComponent(text)}`)
      const counted = await api.call('GET', `/v1/jobs/count?q=${encodeURIComponent(text)}`)
      expect([text, counted.body.count]).toEqual([text, body.data.length])
      return body.data.map((job: { id: string }) => job.id)
    }
    expect(await found('lighthouse autumn')).toEqual([said.body.id])
    expect(await found('autumn')).toEqual([owned.body.id, said.body.id])
    expect(await found('video_77')).toEqual([sent.id])
    expect(await found('autumn films')).toEqual([sent.id])
    expect(await found(batchId)).toEqual([sent.id])
    expect(await found(sent.id)).toEqual([sent.id])
    expect(await found('light')).toEqual([])
    expect(await found('!!')).toEqual([])
  })

  test('chooses by cost, flags, what is waited for, and several words at once', async () => {
    await using api = await startTestApi()
    const archived = (ticks: bigint | null, mismatch: Job['mismatch'] = []) =>
      insertJob(api.db, aJob({ upstream, state: 'archived', chargedTicks: ticks, mismatch }))
    const cheap = await archived(1_000_000_000n)
    const dear = await archived(9_000_000_000n, [{ field: 'duration', asked: '10', got: '8', ticks: null }])
    await archived(null)
    const late = await insertJob(
      api.db,
      aJob({ upstream: 'xingchaoyiqing', state: 'rendering', overdue: true }),
    )
    const edited = await insertJob(api.db, aJob({ upstream, operation: 'edit', state: 'unconfirmed' }))
    const moderated = await insertJob(api.db, aJob({ upstream, state: 'failed', reason: 'moderated' }))
    const held = await insertJob(
      api.db,
      aJob({ upstream: 'elsewhere', model: 'own', state: 'queued', waitingFor: 'pause', dueAt: null }),
    )
    await api.call('PATCH', `/v1/upstreams/${upstream}`, { paused: true })
    const gated = await insertJob(api.db, aJob({ upstream, state: 'queued' }))
    const found = async (query: string) => {
      const { status, body } = await api.call('GET', `/v1/jobs?${query}`)
      const counted = await api.call('GET', `/v1/jobs/count?${query}`)
      expect([query, status, counted.body]).toEqual([
        query,
        200,
        { object: 'count', count: body.data.length, capped: false },
      ])
      return body.data.map((job: { id: string }) => job.id).sort()
    }
    expect(await found('cost_min=0.10')).toEqual([cheap.id, dear.id].sort())
    expect(await found('cost_min=0.1000000001')).toEqual([dear.id])
    expect(await found('cost_max=0.10&state=archived')).toEqual([cheap.id])
    expect(await found('overdue=true')).toEqual([late.id])
    expect(await found('overdue=false&state=rendering')).toEqual([])
    expect(await found('mismatch=true')).toEqual([dear.id])
    expect(await found('operation=edit')).toEqual([edited.id])
    expect(await found('reason=moderated,rejected')).toEqual([moderated.id])
    expect(await found('waiting_for=gate')).toEqual([gated.id])
    expect(await found('waiting_for=pause,budget')).toEqual([held.id])
    expect(await found('upstream=xingchaoyiqing,elsewhere')).toEqual([held.id, late.id].sort())
    expect(await found('model=own,grok_video3_max')).toEqual([held.id])
    const wrong = await api.call('GET', '/v1/jobs?cost_min=much&waiting_for=luck&overdue=maybe&upstream=,')
    expect(wrong.body.error.details.map((detail: { path: string }) => detail.path).sort()).toEqual([
      'cost_min',
      'overdue',
      'upstream',
      'waiting_for',
    ])
  })

  test('refuses what it does not know, all of it at once, with what would do', async () => {
    await using api = await startTestApi()
    const { status, body } = await api.call(
      'GET',
      '/v1/jobs?state=queued,done&limit=201&from=yesterday&colour=red&reason=bad',
    )
    expect(status).toBe(400)
    const details = new Map(body.error.details.map((detail: { path: string }) => [detail.path, detail]))
    expect([...details.keys()].sort()).toEqual(['colour', 'from', 'limit', 'reason', 'state'])
    expect(details.get('state')).toMatchObject({ allowed: expect.arrayContaining(['queued', 'archived']) })
    expect(details.get('colour')).toMatchObject({
      code: 'unknown_key',
      allowed: expect.arrayContaining(['state']),
    })
    const cursor = await api.call('GET', '/v1/jobs?cursor=nonsense')
    expect([cursor.status, cursor.body.error.code]).toEqual([400, 'cursor_not_ours'])
  })

  test('says what queued jobs wait for', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { state: 'paused' })
    const paused = await insertJob(api.db, aJob({ upstream, batchId }))
    const free = await insertJob(api.db, aJob({ upstream }))
    const waits = async (id: string) => (await api.call('GET', `/v1/jobs/${id}`)).body.waiting_for
    expect(await waits(paused.id)).toBe('pause')
    expect(await waits(free.id)).toBeNull()
    await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
    expect(await waits(free.id)).toBe('gate')
    await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: false, max_in_flight: 0 })
    expect(await waits(free.id)).toBe('slot')
  })
})

describe('a job’s history', () => {
  test('pages through events, oldest first, and exchanges, newest first', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream, state: 'rendering' }))
    for (const status of [200, 503]) {
      await api.db.sql`
        insert into exchanges (job_id, step, method, path, http_status, content_type, body, duration_ms)
        values (${job.id}, 'poll', 'GET', '/v1/result/x', ${status}, 'application/json', '{}', 12)`
    }
    const first = await api.call('GET', `/v1/jobs/${job.id}/events?limit=2`)
    expect(first.body).toMatchObject({ has_more: true, data: [{ seq: 1 }, { seq: 2 }] })
    const second = await api.call('GET', `/v1/jobs/${job.id}/events?cursor=${first.body.next_cursor}`)
    expect(second.body).toMatchObject({ has_more: false, next_cursor: null, data: [{ seq: 3 }] })
    const exchanges = await api.call('GET', `/v1/jobs/${job.id}/exchanges`)
    expect(exchanges.body.data).toMatchObject([
      { http_status: 503, duration_ms: 12 },
      { http_status: 200, path: '/v1/result/x', read_as: null, surprises: [] },
    ])
  })

  test.each(['', '/events', '/exchanges', '/video'])(
    'does not exist for an unknown job (%s)',
    async (suffix) => {
      await using api = await startTestApi()
      const answer = await api.call('GET', `/v1/jobs/job_01h45ytscbebyvny4gc8cr8ma2${suffix}`)
      expect([answer.status, answer.body.error.type, answer.body.error.code]).toEqual([
        404,
        'not_found',
        'job_not_found',
      ])
    },
  )
})

test('a time that is none is told what one looks like', async () => {
  await using api = await startTestApi()
  const { status, body } = await api.call('GET', '/v1/costs?from=yesterdayy')
  expect([status, body.error.message]).toEqual([
    400,
    'from must be a date or a time such as 2026-11-20T18:00:00Z',
  ])
})
