import { createTestDatabase, waitUntil } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { startTcpProxy } from './start-tcp-proxy.ts'
import { startTestApi } from './start-test-api.ts'

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
    expect((await api.call('GET', '/healthz')).body).toEqual({ status: 'alive' })
    expect((await api.call('GET', '/metrics')).body).toContain('reelkeep_postgres_up 0')

    await proxy.mend()
    await waitUntil(async () => (await api.call('GET', '/readyz')).status === 200, {
      what: 'the api to find the database again',
      timeoutMs: 15_000,
    })
    const made = await api.call('POST', '/v1/jobs', wish, { 'idempotency-key': 'away' })
    expect(made.status).toBe(202)
    await proxy.close()
  })
})

test('with Redis away requests are taken, and /readyz names the queue', async () => {
  await using api = await startTestApi({ redisUrl: 'redis://127.0.0.1:1' })
  expect((await api.call('POST', '/v1/jobs', wish)).status).toBe(202)
  const ready = await api.call('GET', '/readyz')
  expect(ready).toMatchObject({ status: 200, body: { status: 'degraded', down: ['queue'] } })
})

test('with a migration missing nothing is ready', async () => {
  await using api = await startTestApi()
  await api.db.sql`delete from schema_migrations where name = (select max(name) from schema_migrations)`
  const ready = await api.call('GET', '/readyz')
  expect(ready).toMatchObject({ status: 503, body: { status: 'unready', down: ['migrations'] } })
})
