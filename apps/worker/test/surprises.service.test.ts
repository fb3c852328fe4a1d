import { listSurprises, openDatabase } from '@reelkeep/db'
import { aJob, createTestDatabase } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { openLog } from '../src/log.ts'
import { createMetrics } from '../src/metrics.ts'
import { runStep } from '../src/run-step.ts'
import { pollStep } from '../src/steps/poll.ts'
import { submitStep } from '../src/steps/submit.ts'
import { createSurprises } from '../src/surprises.ts'
import { openStage } from './stage.ts'

const never = new AbortController().signal

test('a surprise is told once, counted always, and kept when the database is back', async () => {
  await using database = await createTestDatabase()
  await using nowhere = await openNowhere()
  const lines: string[] = []
  const metrics = createMetrics(() => 0)
  const surprises = createSurprises(metrics, openLog('info', { write: (line) => void lines.push(line) }))
  const [first, second] = [aJob(), aJob()]
  const status = { kind: 'status', name: 'rendering_stage_2' } as const
  surprises.record({ upstream: 'a', jobId: first.id, surprises: [status] })
  await expect(surprises.flush(nowhere.db)).rejects.toThrow()
  surprises.record({ upstream: 'a', jobId: second.id, surprises: [status] })
  await surprises.flush(database.db)
  await surprises.flush(database.db)

  expect(await listSurprises(database.db)).toMatchObject([
    { upstream: 'a', ...status, count: 2, jobId: first.id },
  ])
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'warn', upstream: 'a', ...status, job_id: first.id },
  ])
  expect(await metrics.text()).toContain('reelkeep_worker_surprises_total{upstream="a",kind="status"} 2')
})

test('a vendor that makes up names fills neither the memory nor the log', async () => {
  await using database = await createTestDatabase()
  const lines: string[] = []
  const metrics = createMetrics(() => 0)
  const surprises = createSurprises(metrics, openLog('info', { write: (line) => void lines.push(line) }))
  const job = aJob()
  for (let index = 0; index < 1_500; index += 1) {
    const made = { kind: 'field', name: `key_${index}` } as const
    surprises.record({ upstream: 'a', jobId: job.id, surprises: [made] })
  }
  await surprises.flush(database.db)
  expect(lines).toHaveLength(1_000)
  expect(await metrics.text()).toContain('reelkeep_worker_surprises_total{upstream="a",kind="field"} 1500')
})

test('a job that asks for it has every answer kept, also of a poll that changed nothing', async () => {
  await using stage = await openStage({ speed: 1 })
  const made = await stage.anIntent()
  await stage.db.sql`update jobs set keep_exchanges = true where id = ${made.id}`
  await runStep(submitStep, { id: made.id, version: made.version }, never, stage.world)
  for (let poll = 1; poll <= 3; poll += 1) {
    const job = await stage.read(made)
    await runStep(pollStep, { id: job.id, version: job.version }, never, stage.world)
  }
  const job = await stage.read(made)
  expect(job.polls).toBe(3)
  const kept = await stage.db.sql`
    select step, read_as, http_status from exchanges where job_id = ${made.id} order by id`
  expect([...kept]).toEqual([
    { step: 'submit', read_as: 'submit-accepted', http_status: 200 },
    ...Array.from({ length: 3 }, () => ({ step: 'poll', read_as: 'poll-pending', http_status: 200 })),
  ])
})

test('a reply that cannot be read is counted as such', async () => {
  await using stage = await openStage({ simulator: { scenarios: { unknown_status: { rate: 1, value: 9 } } } })
  const job = await stage.anIntent()
  await runStep(submitStep, { id: job.id, version: job.version }, never, stage.world)
  const rendering = await stage.read(job)
  await runStep(pollStep, { id: job.id, version: rendering.version }, never, stage.world)
  expect((await stage.read(job)).upstreamStatus).toBe('rendering_stage_2')
  expect(await stage.world.metrics.text()).toMatch(/reelkeep_worker_unrecognized_total\{upstream="\w+"\} 1/)
})

/** A database that never answers: its port is closed. */
async function openNowhere() {
  const db = openDatabase({
    url: 'postgres://nobody@127.0.0.1:1/nowhere',
    maxConnections: 1,
    applicationName: 'test',
  })
  return { db, [Symbol.asyncDispose]: () => db.close() }
}
