import { waitUntil } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { startTestApi, testAdminKey, testSecret } from './start-test-api.ts'

type Api = Awaited<ReturnType<typeof startTestApi>>
type Check = { name: string; outcome: string; message: string; fix: string | null }

async function examine(api: Api): Promise<Map<string, Check>> {
  const { status, body } = await api.call('POST', '/v1/doctor', { cli: '0.0.1' })
  expect(status).toBe(202)
  const read = async () => (await api.call('GET', `/v1/operations/${body.id}`)).body
  await waitUntil(async () => (await read()).state !== 'running', {
    what: 'the doctor to end',
  })
  const ended = await read()
  expect(ended.state).toBe('finished')
  expect(ended.problem_total).toBe(ended.checks.filter((check: Check) => check.outcome === 'failed').length)
  return new Map(ended.checks.map((check: Check) => [check.name, check]))
}

test('with no worker alive the worker’s checks fail at once with the fix, the api’s own are told, and no key is', async () => {
  await using api = await startTestApi()
  const found = await examine(api)
  expect(found.get('workers')).toMatchObject({ outcome: 'failed' })
  expect(found.get('worker bucket')).toMatchObject({
    outcome: 'failed',
    fix: expect.stringContaining('npm start'),
  })
  for (const name of [
    'api node',
    'postgres',
    'migrations',
    'api clock',
    'queue store',
    'api bucket',
    'stuck rows',
    'uploads',
  ]) {
    expect([name, found.get(name)?.outcome, found.get(name)?.message]).toEqual([
      name,
      'ok',
      expect.any(String),
    ])
  }
  expect(found.get('versions')).toMatchObject({
    outcome: 'warning',
    message: expect.stringContaining('cli 0.0.1'),
  })
  const told = JSON.stringify([...found.values()])
  for (const secret of [testAdminKey, testSecret, 'sk-test-globalaiopc']) expect(told).not.toContain(secret)
})

test('a clock that is off, a migration that is missing and an unknown one are each told with their fix', async () => {
  await using api = await startTestApi({ now: () => new Date(Date.now() + 120_000) })
  await api.db.sql`insert into schema_migrations (name, checksum) values ('9999_from_the_future.sql', 'x')`
  const ahead = await examine(api)
  expect(ahead.get('api clock')).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('behind'),
  })
  expect(ahead.get('migrations')).toMatchObject({
    outcome: 'warning',
    message: expect.stringContaining('9999'),
  })
  await api.db.sql`delete from schema_migrations where name like '0022%'`
  expect((await examine(api)).get('migrations')).toMatchObject({ outcome: 'failed', fix: 'reelkeep migrate' })
})
