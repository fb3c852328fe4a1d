import { createTestDatabase, createTestQueueSettings, startTcpProxy, waitUntil } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { type Answer, startTestApi } from './start-test-api.ts'

const wish = { prompt: 'a red fox', model: 'grok_video3', duration: 6 }

describe('with Postgres away', () => {
  test('answers 503 with Retry-After, says what is down, and serves again when it is back', async () => {
    await using database = await createTestDatabase()
    const url = new URL(database.url)
    const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
    url.host = `127.0.0.1:${proxy.port}`
    await using api = await startTestApi({ databaseUrl: url.toString() })
    expect((await api.call('POST', '/v1/jobs', wish)).status).toBe(202)
    expect((await api.call('GET', '/readyz')).body).toMatchObject({ status: 'ready', down: [] })

    await proxy.cut()
    for (const [method, path, body] of [
      ['GET', '/v1/jobs'],
      ['POST', '/v1/jobs', wish],
      ['GET', '/v1/stats'],
      ['GET', '/v1/batches'],
    ] as const) {
      const refused = await api.call(method, path, body, { 'idempotency-key': 'away' })
      expect([path, refused.status, refused.body.error.code]).toEqual([path, 503, 'database_unavailable'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    const ready = await api.call('GET', '/readyz')
    expect(ready.status).toBe(503)
    expect(ready.body).toMatchObject({ status: 'unready', down: ['postgres', 'migrations'] })
    expect(ready.body.checks.postgres.message).toBe('cannot be reached')
    expect((await api.call('GET', '/healthz')).body).toEqual({ status: 'alive' })
    expect((await api.call('GET', '/metrics')).body).toContain('reelkeep_postgres_up 0')

    await proxy.mend()
    await waitUntil(async () => (await api.call('GET', '/readyz')).status === 200, {
      what: 'the api to find the database again',
    })
    const made = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'away' })
    expect(made.status).toBe(202)
    await proxy.close()
  })
})

const quick = { waitMs: 400, lockMs: 800, statementMs: 1_500, silenceMs: 1_000 }

/** Every answer is our own refusal, in time, and says when to come again. */
function expectRefused(answers: readonly Answer[]): void {
  for (const { status, body, headers } of answers) {
    expect([status, body.error.code]).toEqual([503, 'database_unavailable'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(body.error.message).toBe(
      'The database is away. Try again; with the same Idempotency-Key nothing is done twice.',
    )
  }
}

describe('with Postgres there and of no use', () => {
  test('a frozen one is given up in time, and found again when it goes on', async () => {
    await using database = await createTestDatabase()
    const url = new URL(database.url)
    const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
    url.host = `127.0.0.1:${proxy.port}`
    await using api = await startTestApi({ databaseUrl: url.toString(), deadlines: quick })
    expect((await api.call('GET', '/v1/jobs')).status).toBe(200)
    proxy.freeze()
    const startedMs = performance.now()
    expectRefused(await Promise.all(Array.from({ length: 30 }, () => api.call('POST', '/v1/jobs', wish))))
    expect(performance.now() - startedMs).toBeLessThan(20_000)
    const ready = await api.call('GET', '/readyz')
    expect(ready).toMatchObject({ status: 503, body: { down: ['postgres', 'migrations'] } })
    expect(['gives no answer within 2 s', 'cannot be reached']).toContain(ready.body.checks.postgres.message)
    proxy.thaw()
    await waitUntil(async () => (await api.call('POST', '/v1/jobs', wish)).status === 202, {
      what: 'a job to be taken',
    })
    await proxy.close()
  })

  test('a read-only one serves what it can, refuses the rest, and says so', async () => {
    await using database = await createTestDatabase()
    await using api = await startTestApi({ databaseUrl: database.url })
    const { sql } = database.db
    const name = new URL(database.url).pathname.slice(1)
    await sql.unsafe(`alter database "${name}" set default_transaction_read_only = on`)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${name} and pid <> pg_backend_pid()`
    await waitUntil(async () => (await api.call('GET', '/v1/jobs')).status === 200, { what: 'a reconnect' })
    expectRefused([await api.call('POST', '/v1/jobs', wish)])
    const ready = await api.call('GET', '/readyz')
    expect(ready).toMatchObject({ status: 503, body: { down: ['postgres'] } })
    expect(ready.body.checks.postgres.message).toBe('takes no writes')
  })

  test('a locked one makes no line grow: callers are refused in time and served when the lock is gone', async () => {
    await using database = await createTestDatabase()
    await using api = await startTestApi({ databaseUrl: database.url, deadlines: quick })
    // The driver hands out only a connection that stands already.
    await database.db.sql`select 1`
    const holder = await database.db.sql.reserve()
    await holder.unsafe('begin')
    await holder.unsafe('lock table jobs in access exclusive mode')
    const startedMs = performance.now()
    expectRefused(await Promise.all(Array.from({ length: 60 }, () => api.call('POST', '/v1/jobs', wish))))
    expect(performance.now() - startedMs).toBeLessThan(15_000)
    await holder.unsafe('rollback')
    holder.release()
    const made = await Promise.all(Array.from({ length: 10 }, () => api.call('POST', '/v1/jobs', wish)))
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 202))
    // Nothing that was refused was done after all.
    expect(await database.db.sql`select count(*)::int as jobs from jobs`).toEqual([{ jobs: 10 }])
  })
})

test('with Redis away requests are taken, and /readyz names the queue', async () => {
  await using api = await startTestApi({ redisUrl: 'redis://127.0.0.1:1' })
  expect((await api.call('POST', '/v1/jobs', wish)).status).toBe(202)
  const ready = await api.call('GET', '/readyz')
  expect(ready).toMatchObject({ status: 200, body: { status: 'degraded', down: ['queue'] } })
  expect(ready.body.checks.queue.message).toBe('cannot be reached')
})

test('with a frozen Redis requests are taken without waiting for it', async () => {
  const url = new URL(createTestQueueSettings().url)
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  url.host = `127.0.0.1:${proxy.port}`
  await using api = await startTestApi({ redisUrl: url.toString() })
  expect((await api.call('GET', '/readyz')).body).toMatchObject({ down: [] })
  proxy.freeze()
  const startedMs = performance.now()
  const made = await Promise.all(Array.from({ length: 5 }, () => api.call('POST', '/v1/jobs', wish)))
  expect(made.map(({ status }) => status)).toEqual(made.map(() => 202))
  expect(performance.now() - startedMs).toBeLessThan(4_000)
  await proxy.cut()
})

test('with a migration missing nothing is ready', async () => {
  await using api = await startTestApi()
  await api.db.sql`delete from schema_migrations where name = (select max(name) from schema_migrations)`
  const ready = await api.call('GET', '/readyz')
  expect(ready).toMatchObject({ status: 503, body: { status: 'unready', down: ['migrations'] } })
})
