import type { TaskId } from '@reelkeep/core'
import { aJob, aSubmission, insertBatch, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

const upstream = 'globalaiopc'
const failure = {
  step: 'poll',
  reason: 'moderated',
  message: 'The upstream refused the content.',
  charged: 'yes',
  retryable: false,
  upstreamStatus: 'failed',
} as const

describe('cancel', () => {
  test('cancels what is not yet sent, once, and says so again', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream, version: 1, lastSeq: 1 }))
    const first = await api.call('POST', `/v1/jobs/${job.id}/cancel`)
    expect(first).toMatchObject({ status: 200, body: { state: 'canceled', reason: 'by_user' } })
    const again = await api.call('POST', `/v1/jobs/${job.id}/cancel`)
    expect(again).toEqual({ ...again, status: 200, body: first.body })
    const events = await api.call('GET', `/v1/jobs/${job.id}/events`)
    expect(events.body.data.map((event: { kind: string }) => event.kind)).toEqual([
      'job-created',
      'job-canceled',
    ])
    const audit = await api.db.sql`select action, target, actor from audit_entries`
    expect([...audit]).toEqual([
      { action: 'job-canceled', target: job.id, actor: 'key_00000000000000000000000000' },
    ])
  })

  test.each(['submitting', 'unconfirmed', 'rendering', 'archiving', 'archived'] as const)(
    'refuses a job in %s, which was sent',
    async (state) => {
      await using api = await startTestApi()
      const job = await insertJob(api.db, aJob({ upstream, state }))
      const refused = await api.call('POST', `/v1/jobs/${job.id}/cancel`)
      expect(refused).toMatchObject({ status: 409, body: { error: { code: 'already_sent' } } })
    },
  )
})

test('actions that are told nothing take an empty body and refuse any other', async () => {
  await using api = await startTestApi()
  const job = await insertJob(api.db, aJob({ upstream }))
  const told = await api.call('POST', `/v1/jobs/${job.id}/cancel`, { because: 'x' })
  expect(told.status).toBe(400)
  expect(told.body.error.details).toMatchObject([{ path: 'because', code: 'unknown_key' }])
  const json = { 'content-type': 'application/json' }
  expect((await api.call('POST', `/v1/jobs/${job.id}/cancel`, undefined, json)).status).toBe(200)
  expect((await api.call('POST', `/v1/jobs/${job.id}/cancel`, {})).status).toBe(200)
  expect((await api.call('POST', '/v1/jobs', undefined, json)).status).toBe(400)
})

describe('retry', () => {
  test('puts a failed job back in the queue; repeating it changes nothing', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream, state: 'failed', reason: 'moderated', failure }))
    const shown = await api.call('GET', `/v1/jobs/${job.id}`)
    expect(shown.body.failure).toEqual({
      step: 'poll',
      reason: 'moderated',
      message: 'The upstream refused the content.',
      charged: true,
      retryable: false,
      upstream_status: 'failed',
      said_by: 'upstream',
    })
    const first = await api.call('POST', `/v1/jobs/${job.id}/retry`)
    expect(first).toMatchObject({ status: 200, body: { state: 'queued', reason: null, failure: null } })
    const again = await api.call('POST', `/v1/jobs/${job.id}/retry`)
    expect(again).toMatchObject({ status: 200, body: { state: 'queued' } })
  })

  test.each(['queued', 'rendering', 'archived', 'canceled'] as const)(
    'refuses a job in %s',
    async (state) => {
      await using api = await startTestApi()
      const job = await insertJob(api.db, aJob({ upstream, state }))
      const refused = await api.call('POST', `/v1/jobs/${job.id}/retry`)
      expect(refused).toMatchObject({ status: 409, body: { error: { code: 'not_failed' } } })
    },
  )
})

describe('resolve', () => {
  const path = (id: string) => `/v1/jobs/${id}/resolve`

  test('binds the task that a person found, and polls it', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream, state: 'unconfirmed' }))
    const body = { action: 'bind', task_id: 'video_1', reason: 'found in the console' }
    const bound = await api.call('POST', path(job.id), body)
    expect(bound).toMatchObject({ status: 200, body: { state: 'rendering', task_id: 'video_1' } })
    expect((await api.call('POST', path(job.id), body)).status).toBe(200)
    const [audit] = await api.db.sql`select action, reason from audit_entries`
    expect(audit).toEqual({ action: 'submission-bound', reason: 'found in the console' })
  })

  test('refuses a task that belongs to another job', async () => {
    await using api = await startTestApi()
    const credentials = { credentialId: aSubmission().credentialId }
    await insertJob(
      api.db,
      aJob({
        upstream,
        state: 'rendering',
        submission: aSubmission({ ...credentials, status: 'accepted', taskId: 'video_1' as TaskId }),
      }),
    )
    const job = await insertJob(
      api.db,
      aJob({
        upstream,
        state: 'unconfirmed',
        submission: aSubmission({ ...credentials, status: 'unknown', taskId: null }),
      }),
    )
    const refused = await api.call('POST', path(job.id), { action: 'bind', task_id: 'video_1', reason: 'x' })
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'task_taken' } } })
  })

  test('binds another task while the upstream has not spoken of the first, and says that this can be done', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream, state: 'unconfirmed' }))
    const bind = (task: string, reason: string) =>
      api.call('POST', path(job.id), { action: 'bind', task_id: task, reason })
    const first = await bind('video_typo', 'found')
    expect(first).toMatchObject({ status: 200, body: { task_unproven: true } })
    expect(first.body.advice).toMatch(/video_typo was named by a person.*bind another task, resubmit/)
    const told = await api.call('GET', `/v1/jobs/${job.id}/explanation`)
    expect(told.body.notes).toContain(first.body.advice)
    expect(await bind('video_right', 'a slip of the pen')).toMatchObject({
      status: 200,
      body: { state: 'rendering', task_id: 'video_right', task_unproven: true, submissions: 1 },
    })
    const audits = await api.db.sql`select action, reason from audit_entries order by id`
    expect(audits.map(({ reason }) => reason)).toEqual(['found', 'a slip of the pen'])
    const events = await api.call('GET', `/v1/jobs/${job.id}/events`)
    expect(events.body.data.at(-1)).toMatchObject({
      kind: 'submission-bound',
      detail: { task: 'video_right', instead_of: 'video_typo', why: 'a slip of the pen' },
    })
  })

  test('binds another task after the mistyped one was lost, and the budget counts one submission all the time', async () => {
    await using api = await startTestApi()
    const lost = aJob({ upstream, state: 'failed', reason: 'upstream_lost' })
    const submission = aSubmission({ status: 'failed', taskId: 'video_typo' as TaskId, isUnproven: true })
    const quotedTicks = lost.quotedTicks ?? 0n
    const job = await insertJob(api.db, {
      ...lost,
      submission,
      contingentTicks: quotedTicks,
      ...(lost.failure && { failure: { ...lost.failure, reason: 'upstream_lost' as const } }),
    })
    const bound = await api.call('POST', path(job.id), {
      action: 'bind',
      task_id: 'video_right',
      reason: 'x',
    })
    expect(bound).toMatchObject({
      status: 200,
      body: {
        state: 'rendering',
        task_id: 'video_right',
        failure: null,
        cost: { reserved_ticks: String(quotedTicks), contingent_ticks: null, charged_ticks: null },
      },
    })
    const again = await api.call('POST', path(job.id), { action: 'resubmit', reason: 'none is shown' })
    expect(again).toMatchObject({
      body: { state: 'queued', cost: { reserved_ticks: '0', contingent_ticks: null } },
    })
    const sums = await api.db.sql`
      select kind, sum(ticks)::text as ticks from ledger_entries where job_id = ${job.id} group by kind order by kind`
    expect(Object.fromEntries(sums.map(({ kind, ticks }) => [kind, ticks]))).toMatchObject({
      // The fixture has its doubt in the row alone; it is taken back once.
      contingent: String(-quotedTicks),
      reserved: String(quotedTicks),
      released: String(quotedTicks),
    })
  })

  test('submits again or writes off, each once', async () => {
    await using api = await startTestApi()
    const one = await insertJob(api.db, aJob({ upstream, state: 'unconfirmed' }))
    const other = await insertJob(api.db, aJob({ upstream, state: 'unconfirmed' }))
    const resubmit = { action: 'resubmit', reason: 'not in their list' }
    expect(await api.call('POST', path(one.id), resubmit)).toMatchObject({
      status: 200,
      body: { state: 'queued' },
    })
    expect(await api.call('POST', path(one.id), resubmit)).toMatchObject({
      status: 200,
      body: { state: 'queued' },
    })
    const writeOff = { action: 'write_off', reason: 'too small' }
    const written = { status: 200, body: { state: 'failed', reason: 'written_off' } }
    expect(await api.call('POST', path(other.id), writeOff)).toMatchObject(written)
    // The words are the person's, in the answer, the groups, the export and the explanation.
    const words = { upstream_status: 'too small', said_by: 'person' }
    expect((await api.call('GET', `/v1/jobs/${other.id}`)).body.failure).toMatchObject(words)
    expect((await api.call('GET', '/v1/failures')).body.data).toMatchObject([words])
    const exported = await api.call('GET', '/v1/exports/failures?format=jsonl')
    expect(exported.body).toMatchObject(words)
    const told = await api.call('GET', `/v1/jobs/${other.id}/explanation`)
    expect(told.body.state).toContain('Who resolved it said: "too small"')
    expect(await api.call('POST', path(other.id), writeOff)).toMatchObject(written)
    expect(await api.call('POST', path(other.id), resubmit)).toMatchObject({
      status: 409,
      body: { error: { code: 'not_unconfirmed' } },
    })
  })

  test('a doubt in a canceled batch is written off, and nothing of it is sent again', async () => {
    await using api = await startTestApi()
    const { id: batchId } = await insertBatch(api.db, { state: 'canceled' })
    const job = await insertJob(api.db, aJob({ upstream, state: 'unconfirmed', batchId }))
    const refused = await api.call('POST', path(job.id), { action: 'resubmit', reason: 'not in their list' })
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'batch_over' } } })
    const written = await api.call('POST', path(job.id), { action: 'write_off', reason: 'not wanted' })
    expect(written).toMatchObject({ status: 200, body: { state: 'failed', reason: 'written_off' } })
  })

  test('refuses a job that is not in doubt, and a resolution without words', async () => {
    await using api = await startTestApi()
    const job = await insertJob(api.db, aJob({ upstream, state: 'rendering' }))
    const refused = await api.call('POST', path(job.id), { action: 'write_off', reason: 'x' })
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'not_unconfirmed' } } })
    const wordless = await api.call('POST', path(job.id), { action: 'bind', why: 'x' })
    expect(wordless.status).toBe(400)
    expect(wordless.body.error.details.map((detail: { path: string }) => detail.path).sort()).toEqual([
      'reason',
      'task_id',
      'why',
    ])
    const unknown = await api.call('POST', path(job.id), { action: 'forget' })
    expect(unknown.body.error.details[0]).toMatchObject({
      path: 'action',
      allowed: ['bind', 'resubmit', 'write_off'],
    })
  })
})

test('what belongs to another owner does not exist', async () => {
  await using api = await startTestApi()
  await api.db.sql`insert into owners (id, name) values ('owner_00000000000000000000000001', 'other')`
  const job = await insertJob(
    api.db,
    aJob({ upstream, ownerId: 'owner_00000000000000000000000001' as never, state: 'archived' }),
  )
  const addresses = [
    ['GET', ''],
    ['GET', '/events'],
    ['GET', '/exchanges'],
    ['GET', '/video'],
    ['POST', '/cancel'],
    ['POST', '/retry'],
  ] as const
  for (const [method, suffix] of addresses) {
    const answer = await api.call(method, `/v1/jobs/${job.id}${suffix}`)
    expect([suffix, answer.status, answer.body.error.code]).toEqual([suffix, 404, 'job_not_found'])
  }
  const resolved = await api.call('POST', `/v1/jobs/${job.id}/resolve`, { action: 'write_off', reason: 'x' })
  expect(resolved.status).toBe(404)
  expect((await api.call('GET', '/v1/jobs')).body.data).toEqual([])
})
