import { aClip, aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000)
const yesterday = ago(86_400)

/** One of three that were retried half a minute ago has ended; the batch is a day old. */
async function aSmallRetry(api: TestApi, waiting: 'slot' | 'gate') {
  const { id: batchId } = await insertBatch(api.db, { name: 'autumn' })
  await api.db.sql`update batches set created_at = ${yesterday} where id = ${batchId}`
  const times = { createdAt: yesterday, submittedAt: ago(30) }
  await insertJob(
    api.db,
    aJob({
      upstream,
      batchId,
      state: 'archived',
      ...times,
      renderedAt: ago(6),
      finishedAt: ago(5),
      clip: aClip({ key: `clip-${waiting}` }),
    }),
  )
  await insertJob(api.db, aJob({ upstream, batchId, state: 'rendering', ...times }))
  await insertJob(
    api.db,
    aJob({
      upstream,
      batchId,
      createdAt: yesterday,
      dueAt: ago(waiting === 'slot' ? 30 : 3_000),
      waitingFor: waiting,
    }),
  )
  return batchId
}

test.each(['slot', 'gate'] as const)('a small retry in an old batch ends soon (%s)', async (waiting) => {
  await using api = await startTestApi()
  const id = await aSmallRetry(api, waiting)
  const { body } = await api.call('GET', `/v1/batches/${id}`)
  const seconds = (Date.parse(body.forecast.finish_at) - Date.now()) / 1_000
  // Two jobs at one in half a minute; over the last five minutes it would be ten minutes.
  expect(seconds).toBeGreaterThan(30)
  expect(seconds).toBeLessThan(120)
  const list = await api.call('GET', '/v1/batches')
  expect(list.body.data[0].forecast.finish_at).not.toBeNull()
})

test('nobody knows when a row is done that waits for a person', async () => {
  await using api = await startTestApi()
  const batchId = await aSmallRetry(api, 'slot')
  await insertJob(api.db, aJob({ upstream, batchId, createdAt: yesterday, dueAt: null, waitingFor: 'pause' }))
  const { body } = await api.call('GET', `/v1/batches/${batchId}`)
  expect(body.forecast.finish_at).toBeNull()
})

test('what was canceled, was overdue or came back without a new submission tells nothing of the pace', async () => {
  await using api = await startTestApi()
  const { id: batchId } = await insertBatch(api.db)
  const ended = { createdAt: yesterday, submittedAt: yesterday, finishedAt: ago(20) }
  await insertJob(api.db, aJob({ upstream, batchId, state: 'canceled', ...ended }))
  await insertJob(api.db, aJob({ upstream, batchId, state: 'failed', ...ended, overdue: true }))
  await insertJob(api.db, aJob({ upstream, batchId, state: 'failed', ...ended, reopens: 1 }))
  await insertJob(api.db, aJob({ upstream, batchId, createdAt: yesterday, dueAt: ago(30) }))
  const { body } = await api.call('GET', `/v1/batches/${batchId}`)
  expect(body.forecast.finish_at).toBeNull()
})
