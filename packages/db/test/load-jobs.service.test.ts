import { jobStates, type TaskId } from '@reelkeep/core'
import { aJob, aSubmission, createTestDatabase, insertJob, type TestDatabase } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadJobs, newJobId } from '../src/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

test.each(jobStates)('gives a job in %s back exactly as it was put in', async (state) => {
  const job = await insertJob(database.db, aJob({ state }))
  expect(await loadJobs(database.db, [job.id])).toEqual([job])
})

test('keeps figures, times, lists and null apart on the way through the row', async () => {
  const reported = {
    model: 'grok-video-3',
    durationS: 9.5,
    createdAt: new Date('2026-11-20T10:00:00.123Z'),
    startedAt: null,
    finishedAt: new Date('2026-11-20T10:02:00.456Z'),
  }
  const job = await insertJob(
    database.db,
    aJob({
      state: 'rendering',
      prompt: 'two "quoted" words, a \\ and a 🦊',
      params: {
        durationS: null,
        aspectRatio: null,
        resolution: null,
        imageUrls: ['https://a/1', 'b,"c"'],
        videoUrl: null,
      },
      quotedTicks: 9_223_372_036_854_775_807n,
      progress: 33.5,
      reported,
      mismatch: [{ field: 'duration', asked: '10', got: '7.5', ticks: '1250000000' }],
      submission: aSubmission({ status: 'accepted', taskId: 'task:/1?x=1' as TaskId }),
    }),
  )
  expect(await loadJobs(database.db, [job.id])).toEqual([job])
})

test('leaves out ids that nobody has', async () => {
  expect(await loadJobs(database.db, [newJobId()])).toEqual([])
})
