// A process that was taken for dead and is only slow goes on beside its successor: one order buys nothing twice even so.
import { adminOwnerId } from '@reelkeep/db'
import {
  aJob,
  aSubmission,
  createTestDatabase,
  insertBatch,
  insertJob,
  startTcpProxy,
  waitUntil,
} from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { type Answer, startTestApi } from './start-test-api.ts'

const key = { 'idempotency-key': 'pressed' }

/** Two api processes on one database, of which one can be made to wait for what the database says. */
async function openTwoDesks() {
  const database = await createTestDatabase()
  const url = new URL(database.url)
  const wire = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  url.host = `127.0.0.1:${wire.port}`
  const slow = await startTestApi({ databaseUrl: url.toString() })
  const brisk = await startTestApi({ databaseUrl: database.url })
  const { db } = database
  const { sql } = db
  const read = async (id: string) => (await brisk.call('GET', `/v1/jobs/${id}`)).body
  return {
    db,
    brisk,
    read,
    timesDone: async (kind: string) => {
      const [row] = await sql<[{ count: number }]>`
        select count(*)::int as count from job_events where kind = ${kind}`
      return row.count
    },
    /** The slow process takes the key and stands; the other takes the order up and ends it; `between`; the slow one goes on. */
    pressTwice: async (path: string, body: unknown, between: (answer: Answer) => Promise<unknown>) => {
      await sql`select 1`
      const holder = await sql.reserve()
      await holder`begin`
      await holder`
        insert into idempotency_keys (owner_id, key, method, path, request_hash)
        values (${adminOwnerId}, ${key['idempotency-key']}, 'POST', '/', 'of nobody')`
      const first = slow.call('POST', path, body, key)
      const isWaiting = () => sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      await waitUntil(async () => (await isWaiting()).length > 0, { what: 'the first to want the key' })
      wire.hold()
      await holder`rollback`
      holder.release()
      await waitUntil(
        async () =>
          (await sql`update idempotency_keys set created_at = created_at - interval '3 minutes' returning 1`)
            .length > 0,
        { what: 'the first to take the key' },
      )
      const second = await brisk.call('POST', path, body, key)
      await between(second)
      wire.letThrough()
      return { first: await first, second }
    },
    failAgain: async (id: string) => {
      await sql`update jobs set state = 'submitting', version = version + 1 where id = ${id}`
      await sql`
        update jobs set state = 'failed', reason = 'rejected', failure = ${sql.json(failure)}, finished_at = now(),
          due_at = null, version = version + 1 where id = ${id}`
    },
    [Symbol.asyncDispose]: async () => {
      wire.letThrough()
      await slow[Symbol.asyncDispose]()
      await brisk[Symbol.asyncDispose]()
      await wire.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

const failure = {
  step: 'submit',
  reason: 'rejected',
  message: 'The upstream refused the request; nothing was created.',
  charged: 'no',
  retryable: false,
  upstreamStatus: null,
} as const

test('a job that its successor sent again, and that failed once more, is not sent by the slow one too', async () => {
  await using desks = await openTwoDesks()
  const { id } = await insertJob(desks.db, aJob({ upstream: 'globalaiopc', state: 'failed' }))
  const { first, second } = await desks.pressTwice(`/v1/jobs/${id}/retry`, undefined, () =>
    desks.failAgain(id),
  )
  expect(second).toMatchObject({ status: 200, body: { state: 'queued' } })
  expect(first).toMatchObject({ status: 200, body: { state: 'failed' } })
  expect(await desks.timesDone('job-retried')).toBe(1)
})

test('a doubt that its successor resubmitted, and that came again, is not resubmitted by the slow one too', async () => {
  await using desks = await openTwoDesks()
  const { sql } = desks.db
  const { id } = await insertJob(desks.db, aJob({ upstream: 'globalaiopc', state: 'unconfirmed' }))
  const body = { action: 'resubmit', reason: 'not in their list' }
  const { first, second } = await desks.pressTwice(`/v1/jobs/${id}/resolve`, body, async () => {
    await sql`update jobs set state = 'submitting', version = version + 1 where id = ${id}`
    await sql`update jobs set state = 'unconfirmed', due_at = null, version = version + 1 where id = ${id}`
    await sql`update submissions set status = 'unknown', settled_at = null where job_id = ${id}`
  })
  expect(second).toMatchObject({ status: 200, body: { state: 'queued' } })
  expect(first).toMatchObject({ status: 200, body: { state: 'unconfirmed' } })
  expect(await desks.timesDone('submission-resubmitted')).toBe(1)
})

test('of a batch neither, and its answer and the audit count each job once', async () => {
  await using desks = await openTwoDesks()
  const { id: batchId } = await insertBatch(desks.db)
  const jobs = [1, 2].map(() => aJob({ upstream: 'globalaiopc', batchId, state: 'failed' }))
  for (const job of jobs) await insertJob(desks.db, job)
  const [one] = jobs
  const { first, second } = await desks.pressTwice(`/v1/batches/${batchId}/retry`, {}, () =>
    desks.failAgain(one?.id ?? ''),
  )
  expect(second).toMatchObject({ status: 200, body: { retry: { jobs: 2 } } })
  expect(first).toMatchObject({ status: 200, body: { retry: { jobs: 2 } } })
  expect((await desks.read(one?.id ?? '')).state).toBe('failed')
  expect(await desks.timesDone('job-retried')).toBe(2)
  const { body } = await desks.brisk.call('GET', '/v1/audit?action=batch-retried')
  expect(body.data.map(({ detail }: { detail: { retried: number } }) => detail.retried)).toEqual([2])
})

test('an operation that its successor began is answered with, and not begun again', async () => {
  await using desks = await openTwoDesks()
  const { id } = await insertJob(desks.db, aJob({ upstream: 'globalaiopc', state: 'failed' }))
  const body = { action: 'retry', filter: { ids: [id] }, expect: { matched_max: 9 } }
  const { first, second } = await desks.pressTwice('/v1/bulk', body, async () => undefined)
  expect(second.status).toBe(202)
  expect(first).toMatchObject({ status: 202, body: { id: second.body.id } })
  expect(await desks.db.sql`select id from operations`).toHaveLength(1)
})

test('a doubt is resubmitted once by one key: in a row, at the same time, and after a dead process', async () => {
  await using api = await startTestApi()
  const { sql } = api.db
  const doubt = aJob({
    upstream: 'globalaiopc',
    state: 'unconfirmed',
    submission: aSubmission({ status: 'unknown' }),
  })
  const { id } = await insertJob(api.db, doubt)
  const press = () =>
    api.call('POST', `/v1/jobs/${id}/resolve`, { action: 'resubmit', reason: 'not in their list' }, key)
  const answers = await Promise.all(Array.from({ length: 10 }, press))
  const [done] = answers.filter(({ status }) => status === 200)
  expect(done?.body).toMatchObject({ state: 'queued' })
  for (const { status, body } of answers) {
    if (status !== 200) expect([status, body.error.code]).toEqual([409, 'idempotency_in_progress'])
  }
  const again = await press()
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([done?.body, 'true'])
  // It is in doubt once more, and the key's process died before it answered.
  await sql`update jobs set state = 'submitting', version = version + 1 where id = ${id}`
  await sql`update jobs set state = 'unconfirmed', due_at = null, version = version + 1 where id = ${id}`
  await sql`update submissions set status = 'unknown', settled_at = null where job_id = ${id}`
  await sql`
    update idempotency_keys set status_code = null, body = null, created_at = now() - interval '3 minutes'`
  expect(await press()).toMatchObject({ status: 200, body: { state: 'unconfirmed' } })
  expect(await sql`select 1 from job_events where kind = 'submission-resubmitted'`).toHaveLength(1)
  const other = { 'idempotency-key': 'another' }
  const anew = await api.call(
    'POST',
    `/v1/jobs/${id}/resolve`,
    { action: 'resubmit', reason: 'again' },
    other,
  )
  expect(anew).toMatchObject({ status: 200, body: { state: 'queued' } })
})
