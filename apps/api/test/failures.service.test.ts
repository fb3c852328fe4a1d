import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { beforeEach, expect, test } from 'vitest'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const now = new Date('2026-11-20T12:30:00Z')
const cause = 'poll.upstream_failed.0123456789ab'
const other = 'poll.moderated.0123456789ab'
let api: TestApi

beforeEach(async () => {
  api = await startTestApi({ now: () => now })
  return () => api[Symbol.asyncDispose]()
})

async function fail(fingerprint: string, at: string, overrides = {}) {
  const job = await insertJob(api.db, aJob({ upstream, state: 'failed', ...overrides }))
  await api.db.sql`
    insert into failures (job_id, owner_id, batch_id, upstream, model, step, reason, fingerprint, message, charged, retryable,
      upstream_status, at)
    select id, owner_id, batch_id, upstream, model, 'poll', ${fingerprint.split('.')[1] ?? ''}, ${fingerprint}, 'it failed',
      'yes', true, 'code 7', ${at} from jobs where id = ${job.id}`
  return job
}

test('a group has its share of all failures and a count for each hour or day of the time', async () => {
  await fail(cause, '2026-11-20T10:05:00Z', { chargedTicks: 70n })
  await fail(cause, '2026-11-20T12:20:00Z')
  await fail(cause, '2026-11-18T01:00:00Z')
  await fail(other, '2026-11-20T12:10:00Z')
  const days = (await api.call('GET', '/v1/failures')).body
  expect(days).toMatchObject({
    every: '1d',
    total: 4,
    from: '2026-11-13T12:30:00.000Z',
    to: now.toISOString(),
  })
  expect(days.steps).toHaveLength(8)
  expect([days.steps[0], days.steps.at(-1)]).toEqual(['2026-11-13T00:00:00.000Z', '2026-11-20T00:00:00.000Z'])
  expect(days.data[0]).toMatchObject({
    fingerprint: cause,
    count: 3,
    share: 0.75,
    trend: [0, 0, 0, 0, 0, 1, 0, 2],
    charged_ticks: '70',
  })
  expect(days.data[1]).toMatchObject({ share: 0.25, trend: [0, 0, 0, 0, 0, 0, 0, 1] })
  const hours = (await api.call('GET', '/v1/failures?from=2026-11-20T09:30:00Z')).body
  expect(hours).toMatchObject({ every: '1h', total: 3 })
  expect(hours.steps).toEqual(
    [9, 10, 11, 12].map((hour) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`),
  )
  expect(hours.data.map(({ trend }: { trend: number[] }) => trend)).toEqual([
    [0, 1, 0, 1],
    [0, 0, 0, 1],
  ])
})

test('one group is shown with its latest jobs and what the upstream last said of each', async () => {
  const batch = await insertBatch(api.db, { name: 'autumn' })
  const job = await fail(cause, '2026-11-20T10:00:00Z', { batchId: batch.id })
  const answer = (body: string, at: string) => api.db.sql`
    insert into exchanges (job_id, step, method, path, http_status, content_type, body, duration_ms, read_as, at)
    values (${job.id}, 'poll', 'GET', '/task', 200, 'application/json', ${body}, 5, 'render-failed', ${at})`
  await answer('{"status":"processing"}', '2026-11-20T09:00:00Z')
  await answer('{"status":"failed","reason":"code 7"}', '2026-11-20T10:00:00Z')
  await answer('{"later":"another try"}', '2026-11-20T11:00:00Z')
  const { status, body } = await api.call('GET', `/v1/failures/${cause}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ fingerprint: cause, count: 1, share: 1, step: 'poll', every: '1d', total: 1 })
  expect(body.samples).toEqual([
    {
      at: '2026-11-20T10:00:00.000Z',
      job_id: job.id,
      job_state: 'failed',
      custom_id: null,
      batch: { id: batch.id, name: 'autumn' },
      upstream,
      model: job.model,
      message: 'it failed',
      upstream_status: 'code 7',
      charged: true,
      answer: {
        at: '2026-11-20T10:00:00.000Z',
        step: 'poll',
        http_status: 200,
        content_type: 'application/json',
        body: '{"status":"failed","reason":"code 7"}',
        read_as: 'render-failed',
      },
    },
  ])
})

test('a group that is older than the usual time is found all the same, unless the time was asked for', async () => {
  await fail(cause, '2026-01-02T10:00:00Z')
  const { body } = await api.call('GET', `/v1/failures/${cause}`)
  expect(body).toMatchObject({ count: 1, from: '2026-01-02T10:00:00.000Z', total: 1 })
  expect(body.trend[0]).toBe(1)
  expect((await api.call('GET', `/v1/failures/${cause}?from=2026-11-01`)).status).toBe(404)
  expect((await api.call('GET', `/v1/failures/${other}`)).status).toBe(404)
  expect((await api.call('GET', '/v1/failures/anything')).status).toBe(400)
  const ada = await makeKey(api, { scopes: ['read'], owner: 'ada' })
  expect((await api.call('GET', `/v1/failures/${cause}`, undefined, keyHeader(ada.secret))).status).toBe(404)
})
