import { saveHeartbeat } from '@reelkeep/db'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi, type TestApi, testAdminKey } from './start-test-api.ts'

const upstream = 'globalaiopc'

type Told = { readonly event: string; readonly data: Record<string, unknown> }

async function open(api: TestApi, key = testAdminKey) {
  const hangUp = new AbortController()
  const response = await fetch(`${api.url}/v1/stream`, { headers: keyHeader(key), signal: hangUp.signal })
  const events = eventsOf(response)
  return {
    response,
    /** The next event of this kind; what else is told before it is passed over. */
    async next(kind: string): Promise<Record<string, unknown>> {
      for (;;) {
        const { value } = await events.next()
        if (value === undefined) throw new Error(`the stream ended before ${kind}`)
        if (value.event === kind) return value.data
      }
    },
    [Symbol.dispose]: () => hangUp.abort(),
  }
}

async function* eventsOf(response: Response): AsyncGenerator<Told, undefined> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end < 0) break
      const [, event, data] = /event: (\w+)\ndata: (.*)/.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) }
    }
  }
  return undefined
}

test('tells how batches and jobs stand, and then what changes', async () => {
  await using api = await startTestApi()
  const { id } = await insertBatch(api.db, { name: 'autumn' })
  using stream = await open(api)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
  expect(stream.response.headers.get('x-request-id')).toMatch(/^req_/)
  expect(await stream.next('batch')).toMatchObject({
    id,
    name: 'autumn',
    state: 'running',
    counts: { total: 0 },
  })
  expect(await stream.next('jobs')).toEqual({ in_flight: {} })
  await insertJob(api.db, aJob({ upstream, batchId: id, state: 'rendering' }))
  expect(await stream.next('batch')).toMatchObject({ id, counts: { total: 1, rendering: 1 } })
  expect(await stream.next('jobs')).toEqual({ in_flight: { rendering: 1 } })
})

test('tells of gates, workers, needs, operations, failures and the audit, each when it changes', async () => {
  await using api = await startTestApi()
  using stream = await open(api)
  expect(await stream.next('upstream')).toMatchObject({ name: upstream, state: 'open', in_flight: 0 })
  expect(await stream.next('workers')).toEqual({ alive: 0, draining: 0, silent: 0, versions: [] })
  const nothing = { unconfirmed: 0, overdue: 0, link_refused: 0, archive_unwell: 0, standing_still: 0 }
  expect(await stream.next('attention')).toEqual(nothing)

  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true, max_in_flight: 3 })
  expect(await stream.next('upstream')).toMatchObject({ name: upstream, state: 'paused', max_in_flight: 3 })
  const { body: entries } = await api.call('GET', '/v1/audit')
  expect(await stream.next('audit')).toEqual({ id: entries.data[0].id })

  await saveHeartbeat(api.db, {
    workerId: 'w1',
    host: 'box',
    pid: 7,
    version: 'v24.0.0',
    state: 'running',
    inHand: 0,
    detail: { reelkeep: '0.4.0' },
  })
  expect(await stream.next('workers')).toEqual({ alive: 1, draining: 0, silent: 0, versions: ['0.4.0'] })

  await insertJob(api.db, aJob({ upstream, state: 'unconfirmed' }))
  await insertJob(api.db, aJob({ upstream, state: 'archiving', waitingFor: 'link_refused' }))
  for (;;) {
    const told = await stream.next('attention')
    if (told.unconfirmed === 0 || told.link_refused === 0) continue
    expect(told).toEqual({ ...nothing, unconfirmed: 1, link_refused: 1 })
    break
  }

  const { body: operation } = await api.call('POST', '/v1/scrub', { sample: 1 })
  expect(await stream.next('operation')).toEqual({
    id: operation.id,
    action: 'scrub',
    state: 'running',
    matched: 0,
    done: 0,
    refused: 0,
    skipped: 0,
    problem_total: 0,
  })

  const job = await insertJob(api.db, aJob({ upstream, state: 'failed' }))
  const fingerprint = 'poll.moderated.0123456789ab'
  await api.db.sql`
    insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable)
    select id, owner_id, upstream, model, 'poll', 'moderated', ${fingerprint}, 'no', 'no', true from jobs where id = ${job.id}`
  expect(await stream.next('failures')).toEqual({
    latest: { at: expect.any(String), job_id: job.id, fingerprint },
  })
  await api.call('POST', `/v1/failures/${fingerprint}/resolve`, {})
  expect(await stream.next('failures')).toEqual({ latest: null })
})

test('tells an owner nothing of another’s things', async () => {
  await using api = await startTestApi()
  const ada = await makeKey(api, { scopes: ['read'], owner: 'ada' })
  const { id } = await insertBatch(api.db, { name: 'not hers' })
  await insertJob(api.db, aJob({ upstream, batchId: id, state: 'unconfirmed' }))
  await api.call('POST', '/v1/scrub', { sample: 1 })
  using stream = await open(api, ada.secret)
  expect(await stream.next('jobs')).toEqual({ in_flight: {} })
  expect(await stream.next('attention')).toMatchObject({ unconfirmed: 0 })
})
