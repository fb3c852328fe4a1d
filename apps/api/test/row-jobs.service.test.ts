import type { BatchId } from '@reelkeep/core'
import { aJob, insertBatch, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

const idsOf = async (id: string) => {
  const { status, body } = await api.call('GET', `/v1/jobs/${id}/row`)
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
})
