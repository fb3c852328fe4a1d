import { aJob, aSubmission, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

test('a job’s ledger is told oldest first, page by page, the unknown as null', async () => {
  const job = await insertJob(api.db, aJob({ upstream, state: 'rendering' }))
  const book = (key: string, kind: string, sides: [string, string], ticks: string | null, minutes: number) =>
    api.db.sql`
      insert into ledger_entries (charge_key, job_id, owner_id, submission_id, upstream, model, kind, debit, credit, ticks,
        source, price_version, at)
      select ${`${job.id}-${key}`}, id, owner_id, ${job.submission?.id ?? null}, upstream, model, ${kind}, ${sides[0]}, ${sides[1]},
        ${ticks}::bigint, ${ticks === null ? 'unknown' : 'estimated'}, 'p1', now() - ${minutes} * interval '1 minute'
      from jobs where id = ${job.id}`
  await book('quoted', 'quoted', ['expected', 'quotes'], '3000000000', 3)
  await book('charged', 'charged', ['spent', 'upstream'], null, 1)
  await book('reserved', 'reserved', ['reserved', 'available'], '3000000000', 2)
  const first = await api.call('GET', `/v1/jobs/${job.id}/ledger?limit=2`)
  expect(first.body.data.map(({ kind }: { kind: string }) => kind)).toEqual(['quoted', 'reserved'])
  expect(first.body.data[0]).toMatchObject({
    debit: 'expected',
    credit: 'quotes',
    ticks: '3000000000',
    source: 'estimated',
    price_version: 'p1',
    submission_id: job.submission?.id,
  })
  const second = await api.call('GET', `/v1/jobs/${job.id}/ledger?limit=2&cursor=${first.body.next_cursor}`)
  expect(second.body).toMatchObject({ data: [{ kind: 'charged', ticks: null }], has_more: false })
  expect((await api.call('GET', '/v1/jobs/job_none/ledger')).status).toBe(404)
  expect((await api.call('GET', `/v1/jobs/${job.id}/ledger?cursor=abc`)).status).toBe(400)
})

test('submissions are told with what came back, what was booked, and the evidence of a doubt', async () => {
  const submission = aSubmission({ status: 'unknown', number: 2 })
  const job = await insertJob(api.db, aJob({ upstream, state: 'unconfirmed', submissions: 2, submission }))
  const { sql } = api.db
  await sql`
    insert into submissions (id, job_id, number, status, upstream, requested_model, http_status, message, settled_at)
    values ('sub_first', ${job.id}, 1, 'rejected', ${upstream}, 'grok_video3', 429, 'slow down', now())`
  await sql`
    update submissions set unknown_at = now(), message = 'the answer never came', http_status = 502 where id = ${submission.id}`
  await sql`
    insert into exchanges (job_id, submission_id, step, method, path, http_status, content_type, body, duration_ms)
    values (${job.id}, ${submission.id}, 'submit', 'POST', '/create', 502, 'text/html', '<b>bad gateway</b>', 120000)`
  await sql`
    insert into ledger_entries (charge_key, job_id, owner_id, submission_id, upstream, model, kind, debit, credit, ticks, source)
    values (${`${submission.id}-contingent`}, ${job.id}, ${job.ownerId}, ${submission.id}, ${upstream}, 'grok_video3',
      'contingent', 'at_risk', 'upstream', 3000000000, 'estimated')`
  const { status, body } = await api.call('GET', `/v1/jobs/${job.id}/submissions`)
  expect(status).toBe(200)
  expect(body.data).toMatchObject([
    {
      number: 1,
      status: 'rejected',
      http_status: 429,
      message: 'slow down',
      doubt: null,
      charged_ticks: null,
    },
    {
      number: 2,
      status: 'unknown',
      settled_at: null,
      contingent_ticks: '3000000000',
      doubt: {
        why: 'the answer never came',
        answer: { http_status: 502, content_type: 'text/html', body: '<b>bad gateway</b>' },
      },
    },
  ])
  expect(Date.parse(body.data[1].doubt.since)).toBeGreaterThan(0)
  const page = await api.call('GET', `/v1/jobs/${job.id}/submissions?limit=1`)
  const next = await api.call('GET', `/v1/jobs/${job.id}/submissions?limit=1&cursor=${page.body.next_cursor}`)
  expect([page.body.data[0].number, next.body.data[0].number, next.body.has_more]).toEqual([1, 2, false])
})
