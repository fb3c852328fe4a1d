import type { BatchId, TaskId } from '@reelkeep/core'
import { aJob, aSubmission, insertBatch, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

const idsOf = async (id: string, what = 'row') => {
  const { status, body } = await api.call('GET', `/v1/jobs/${id}/${what}`)
  return status === 200 ? body.data.map((job: { id: string }) => job.id) : status
}

test('the takes of a row know each other and the job that replaced one of them, and no other row', async () => {
  const { id: batchId } = await insertBatch(api.db)
  const { id: otherBatch } = await insertBatch(api.db)
  const add = async (rowKey: string, batch: BatchId | null, isCurrent = true) => {
    const job = await insertJob(api.db, aJob({ batchId: batch }))
    await api.db.sql`update jobs set row_key = ${rowKey}, is_current = ${isCurrent} where id = ${job.id}`
    return job.id
  }
  const replaced = await add('id:fox', batchId, false)
  const first = await add('id:fox', batchId)
  const second = await add('take2:id:fox', batchId)
  const other = await add('id:take2:id:fox', batchId)
  const elsewhere = await add('id:fox', otherBatch)

  expect(await idsOf(first)).toEqual([second])
  expect(await idsOf(second)).toEqual([first])
  expect(await idsOf(replaced)).toEqual([first, second])
  expect(await idsOf(other)).toEqual([])
  expect(await idsOf(elsewhere)).toEqual([])
  expect(await idsOf((await insertJob(api.db, aJob({ batchId: null }))).id)).toEqual([])
  expect(await idsOf('job_none')).toBe(404)

  const takes = (await api.call('GET', '/v1/jobs')).body.data.map(
    ({ id, take }: { id: string; take: unknown }) => [id, take],
  )
  expect(Object.fromEntries(takes)).toMatchObject({
    [replaced]: { number: 1, of: 2 },
    [first]: { number: 1, of: 2 },
    [second]: { number: 2, of: 2 },
    [other]: null,
    [elsewhere]: null,
  })
})

test('the neighbours of a job in doubt are the tasks sent to its upstream at about its time, nearest first', async () => {
  const sent = async (seconds: number, taskId: string | null, upstream = 'globalaiopc') => {
    const status = taskId === null ? 'unknown' : 'accepted'
    const submission = aSubmission({ status, taskId: taskId as TaskId | null })
    const state = taskId === null ? 'unconfirmed' : 'rendering'
    const job = await insertJob(api.db, aJob({ upstream, state, submission }))
    await api.db.sql`
      update submissions set sent_at = timestamptz '2026-07-01 10:00:00Z' + ${seconds} * interval '1 second'
      where id = ${submission.id}`
    return job.id
  }
  const before = await sent(-90, 'task-before')
  await sent(-601, 'task-long-before')
  const lost = await sent(0, null)
  const after = await sent(30, 'task-after')
  await sent(31, 'task-elsewhere', 'xai')
  await sent(32, null)

  expect(await idsOf(lost, 'neighbours')).toEqual([after, before])
  expect(await idsOf('job_none', 'neighbours')).toBe(404)
})
