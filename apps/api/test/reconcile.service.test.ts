import type { Job, TaskId, Ticks } from '@reelkeep/core'
import { adminKeyId, adminOwnerId, newAccountId } from '@reelkeep/db'
import { aJob, aSubmission, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { startTestApi, type TestApi, testAdminKey } from './start-test-api.ts'

const upstream = 'globalaiopc'
const cent = 100_000_000n

async function withAccount(api: TestApi): Promise<string> {
  const id = newAccountId()
  await api.db.sql`
    insert into accounts (id, owner_id, kind, key_id, carried_ticks) values (${id}, ${adminOwnerId}, 'key', ${adminKeyId}, 0)`
  return id
}

async function ended(api: TestApi, accountId: string, taskId: string, money: Partial<Job>): Promise<Job> {
  const submission = {
    ...aSubmission(),
    status: 'finished' as const,
    taskId: taskId as TaskId,
    sentAt: new Date(),
  }
  const job = await insertJob(api.db, aJob({ upstream, state: 'archived', submission, ...money }), {
    accountIds: [accountId],
  })
  await api.db.sql`update submissions set sent_at = now() - interval '1 hour' where job_id = ${job.id}`
  return job
}

async function send(api: TestApi, file: string, query = '', type = 'text/csv') {
  const response = await fetch(`${api.url}/v1/reconciliations?upstream=${upstream}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': type },
    body: file,
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the reply.
  return { status: response.status, body: (await response.json()) as any }
}

async function moneyOf(api: TestApi, job: Job) {
  const [row] = await api.db.sql<
    [{ charged_ticks: Ticks | null; contingent_ticks: Ticks | null; cost_source: string }]
  >`
    select charged_ticks, contingent_ticks, cost_source from jobs where id = ${job.id}`
  return row
}

test('a bill is held against the ledger by submission, and applied once however often it comes', async () => {
  await using api = await startTestApi()
  const accountId = await withAccount(api)
  await ended(api, accountId, 'task-same', { chargedTicks: cent * 40n })
  const dearer = await ended(api, accountId, 'task-dearer', { chargedTicks: cent * 40n })
  const unsure = await ended(api, accountId, 'task-unsure', {
    chargedTicks: null,
    contingentTicks: cent * 40n,
  })
  const unbilled = await ended(api, accountId, 'task-unbilled', { chargedTicks: cent * 40n })
  const file = [
    'Time;Task ID;Model;Cost USD',
    `${new Date(Date.now() - 7_200_000).toISOString()};task-same;grok_video3;0.40`,
    ';task-dearer;grok_video3;0.50',
    ';task-dearer;grok_video3;0.10',
    ';task-unsure;grok_video3;0.40',
    `${new Date().toISOString()};task-stranger;grok_video3;0.30`,
    ';;total;1.70',
  ].join('\r\n')

  const { status, body } = await send(api, file)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    format: 'csv',
    columns: { task_id: 'Task ID', amount: 'Cost USD', unit: 'usd', at: 'Time', model: 'Model' },
    bill_usd: '1.70',
    difference_usd: '0.50',
    matched: { lines: 1 },
    different: { lines: 2, billed_ticks: String(cent * 100n), at_risk_ticks: String(cent * 40n) },
    missing: { lines: 1, booked_ticks: String(cent * 40n) },
    extra: { lines: 1, billed_ticks: String(cent * 30n) },
    applied_at: null,
  })
  const { body: extra } = await api.call('GET', `/v1/reconciliations/${body.id}/lines?verdict=extra`)
  expect(extra.data).toMatchObject([{ task_id: 'task-stranger', job_id: null, action: 'adopt' }])
  const { body: first } = await api.call('GET', `/v1/reconciliations/${body.id}/lines?limit=2`)
  expect(first).toMatchObject({ has_more: true, data: [{ task_id: 'task-same' }, { file_lines: [3, 4] }] })
  expect(await moneyOf(api, dearer)).toMatchObject({ charged_ticks: cent * 40n })

  const applied = await send(api, file, '&apply=true')
  expect(applied.body).toMatchObject({ adjusted_lines: 2, adjusted_ticks: String(cent * 60n) })
  expect(await moneyOf(api, dearer)).toEqual({
    charged_ticks: cent * 60n,
    contingent_ticks: null,
    cost_source: 'metered',
  })
  expect(await moneyOf(api, unsure)).toMatchObject({ charged_ticks: cent * 40n, contingent_ticks: null })
  expect(await moneyOf(api, unbilled)).toMatchObject({ charged_ticks: cent * 40n })

  // The first import was made before, and knows nothing of the second; it books nothing all the same.
  const late = await api.call('POST', `/v1/reconciliations/${body.id}/apply`, {})
  expect(late.body).toMatchObject({ adjusted_lines: 0 })
  expect((await send(api, file, '&apply=true')).body).toMatchObject({
    matched: { lines: 3 },
    adjusted_lines: 0,
  })
  const whole = await send(api, file, '&apply=true&missing=take_back')
  expect(whole.body).toMatchObject({ adjusted_lines: 1, adjusted_ticks: String(cent * -40n) })
  expect(await moneyOf(api, unbilled)).toMatchObject({ charged_ticks: 0n })

  // What the accounts, the rows and the ledger say is the same, and is the bill less the stranger.
  expect(
    await api.db.sql`
      select (select charged_ticks from accounts) as account, (select contingent_ticks from accounts) as risk,
        (select sum(charged_ticks)::bigint from jobs) as jobs,
        (select sum(ticks)::bigint from ledger_entries where kind in ('charged', 'adjusted')) as ledger`,
  ).toEqual([{ account: cent * 140n, risk: 0n, jobs: cent * 140n, ledger: cent * 140n }])
  const { body: list } = await api.call('GET', '/v1/reconciliations')
  expect(list.data).toHaveLength(4)
})

test('a task that was given up, heard of late and then adopted is billed once, to the job that has its clip', async () => {
  await using api = await startTestApi()
  const accountId = await withAccount(api)
  const givenUp = await insertJob(
    api.db,
    aJob({
      upstream,
      state: 'failed',
      submission: { ...aSubmission(), status: 'written_off', taskId: null },
      contingentTicks: cent * 40n,
    }),
    { accountIds: [accountId] },
  )
  await api.db.sql`
    with heard as (update jobs set version = version + 1, last_seq = last_seq + 1 where id = ${givenUp.id} returning *)
    insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
    select created_on, id, last_seq, 'submission-orphaned', state, state,
      jsonb_build_object('submission', ${givenUp.submission?.id ?? ''}::text, 'task', 'task-late') from heard`
  const file = 'task_id,cost_usd\ntask-late,0.40'
  expect((await send(api, file)).body).toMatchObject({ different: { lines: 1 } })
  await ended(api, accountId, 'task-late', { chargedTicks: cent * 40n })
  expect((await send(api, file, '&apply=true')).body).toMatchObject({
    matched: { lines: 1 },
    different: { lines: 0 },
    adjusted_lines: 0,
  })
  expect(await api.db.sql`select charged_ticks from accounts`).toEqual([{ charged_ticks: cent * 40n }])
})

test('a task that still renders is left to end by itself', async () => {
  await using api = await startTestApi()
  const accountId = await withAccount(api)
  const submission = { ...aSubmission(), status: 'accepted' as const, taskId: 'task-open' as TaskId }
  const job = await insertJob(api.db, aJob({ upstream, state: 'rendering', submission }), {
    accountIds: [accountId],
  })
  const { body } = await send(
    api,
    '[{"task_id":"task-open","cost_usd":0.05}]',
    '&apply=true',
    'application/json',
  )
  expect(body).toMatchObject({ format: 'json', different: { lines: 1 }, adjusted_lines: 0 })
  expect(await moneyOf(api, job)).toMatchObject({ charged_ticks: null })
  const { body: lines } = await api.call('GET', `/v1/reconciliations/${body.id}/lines`)
  expect(lines.data).toMatchObject([{ open: true, action: null }])
})

test('JSON lines keep ticks that outgrow a number, nested names can be mapped, and what cannot be read is named', async () => {
  await using api = await startTestApi()
  const lines =
    '{"request_id":"a","usage":{"cost_in_usd_ticks":90071992547409931}}\n{"request_id":"b","usage":{"cost_in_usd_ticks":1}}'
  const map = encodeURIComponent('{"amount":"usage.cost_in_usd_ticks"}')
  const { body } = await send(api, lines, `&map=${map}`, 'application/x-ndjson')
  expect(body).toMatchObject({ format: 'ndjson', bill_ticks: '90071992547409932', extra: { lines: 2 } })
  const wrong = await send(api, 'task_id,cost\na,1.50\nb,one dollar\nc,0.00000000001')
  expect(wrong.status).toBe(400)
  expect(wrong.body.error.details.map(({ line }: { line: number }) => line)).toEqual([3, 4])
  const ids = await send(api, `task_id,ticks\n${Array(9).fill('a,900000000000000000').join('\n')}`)
  expect([ids.status, ids.body.error.code]).toEqual([400, 'sum_too_large'])
  const nameless = await send(api, 'task_id,note\na,b')
  expect(nameless.body.error.message).toContain('map={"amount":"…"}')
  const foreign = await send(api, 'task_id,cost,currency\na,1,CNY')
  expect(foreign.body.error.message).toContain('CNY')
  const { body: nothing } = await api.call('GET', '/v1/reconciliations?limit=1')
  expect(nothing.data).toHaveLength(1)
})
