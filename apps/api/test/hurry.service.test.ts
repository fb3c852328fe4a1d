import { aJob, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const inAnHour = () => new Date(Date.now() + 3_600_000)
let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

async function later(state: 'rendering' | 'archiving', step: string, overrides = {}) {
  const job = await insertJob(api.db, aJob({ upstream, state, dueAt: inAnHour(), ...overrides }))
  await api.db.sql`update jobs set next_step = ${step} where id = ${job.id}`
  return job
}

function hurry(id: string) {
  return api.call('POST', `/v1/jobs/${id}/hurry`, {})
}

test.each([
  ['rendering', 'poll', 'poll'],
  ['archiving', 'archive', 'archive'],
  ['archiving', 'a fresh link', 'poll'],
] as const)('a job that is %s, and waits for %s, is due now and rung for', async (state, _, step) => {
  const job = await later(state, step)
  const before = await api.producer.waiting(step, 0)
  const { status, body } = await hurry(job.id)
  expect([status, body.state]).toEqual([200, state])
  expect(Date.parse(body.due_at)).toBeLessThanOrEqual(Date.now() + 1_000)
  const [row] = await api.db.sql`select next_step, submissions from jobs where id = ${job.id}`
  expect(row).toEqual({ next_step: step, submissions: job.submissions })
  expect(await api.producer.waiting(step, 0)).toBe(before + 1)
  const [entry] = (await api.call('GET', `/v1/audit?target=${job.id}`)).body.data
  expect(entry).toMatchObject({ action: 'job-hurried', actor_name: 'admin' })
})

test('a job that was hurried a moment ago, or is due already, stays as it is', async () => {
  const job = await later('rendering', 'poll')
  await hurry(job.id)
  // As its poll leaves it: due again in an hour, by the plan.
  await api.db.sql`update jobs set due_at = ${inAnHour()}, version = version + 1 where id = ${job.id}`
  const again = await hurry(job.id)
  expect(again.status).toBe(200)
  expect(Date.parse(again.body.due_at)).toBeGreaterThan(Date.now() + 3_000_000)
  const due = await insertJob(
    api.db,
    aJob({ upstream, state: 'rendering', dueAt: new Date(Date.now() - 1_000) }),
  )
  expect((await hurry(due.id)).status).toBe(200)
  const events = await api.db.sql`
    select job_id from job_events where kind = 'job-hurried' and job_id in (${job.id}, ${due.id})`
  expect([...events]).toEqual([{ job_id: job.id }])
})

test('a refused link says which host is to be allowed, and how', async () => {
  const job = await later('archiving', 'archive', { waitingFor: 'link_refused' })
  await api.db.sql`
    insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
    select created_on, id, 99, 'link-refused', state, state, '{"host": "cdn.lan:8080"}' from jobs where id = ${job.id}`
  const { status, body } = await hurry(job.id)
  expect([status, body.error.code]).toEqual([409, 'link_refused'])
  expect(body.error.message).toContain('PATCH /v1/upstreams/globalaiopc { "allow_host": "cdn.lan:8080" }')
})

test.each([
  ['queued', 'not_sent'],
  ['submitting', 'being_sent'],
  ['unconfirmed', 'unconfirmed'],
  ['failed', 'already_finished'],
] as const)('a job that is %s cannot be hurried: %s', async (state, code) => {
  const job = await insertJob(api.db, aJob({ upstream, state }))
  const { status, body } = await hurry(job.id)
  expect([status, body.error.code]).toEqual([409, code])
  expect(await api.db.sql`select from submissions where job_id = ${job.id}`).toHaveLength(
    state === 'queued' ? 0 : 1,
  )
})
