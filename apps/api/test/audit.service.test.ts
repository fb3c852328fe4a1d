import { expect, test } from 'vitest'
import { startTestApi } from './start-test-api.ts'

test('the audit is told newest first, by key name, action, target, time and words, page by page', async () => {
  await using api = await startTestApi()
  const { body: key } = await api.call('POST', '/v1/keys', { name: 'desk', scopes: ['operate', 'submit'] })
  const asDesk = { authorization: `Bearer ${key.secret}` }
  const limit = { max_in_flight: 3, reason: 'the vendor asked' }
  expect((await api.call('PATCH', '/v1/upstreams/globalaiopc', limit, asDesk)).status).toBe(200)
  const { body: job } = await api.call('POST', '/v1/jobs', { prompt: 'A fox', model: 'grok_video3' })
  await api.call('PATCH', `/v1/jobs/${job.id}`, { priority: 1 })
  await api.call('POST', `/v1/jobs/${job.id}/cancel`, {})
  const list = async (query: string) => {
    const { status, body } = await api.call('GET', `/v1/audit?${query}`)
    return { status, body, actions: body.data?.map(({ action }: { action: string }) => action) }
  }
  const all = await list('')
  expect(all.actions).toEqual(['job-canceled', 'job-prioritized', 'upstream-changed', 'key-created'])
  expect((await list('actor=desk')).body.data).toMatchObject([
    {
      object: 'audit_entry',
      actor: key.id,
      actor_name: 'desk',
      owner: 'admin',
      action: 'upstream-changed',
      target: 'globalaiopc',
      reason: 'the vendor asked',
      before: { max_in_flight: null },
      after: { max_in_flight: 3 },
      ip: '127.0.0.1',
    },
  ])
  expect((await list(`actor=${key.id}`)).actions).toEqual(['upstream-changed'])
  expect((await list('action=key-created')).body.data[0].detail).toMatchObject({ name: 'desk' })
  expect((await list(`target=${job.id}`)).actions).toEqual(['job-canceled', 'job-prioritized'])
  expect((await list('q=MAX_IN_FLIGHT')).actions).toEqual(['upstream-changed', 'key-created'])
  expect((await list('from=2999-01-01')).actions).toEqual([])
  const first = await list('limit=3')
  expect((await list(`limit=3&cursor=${first.body.next_cursor}`)).actions).toEqual(['key-created'])
  expect((await list('to=yesterday')).status).toBe(400)
})

test('what an entry names by id it says by name too, but no other key’s to who may not list keys', async () => {
  await using api = await startTestApi()
  const scopes = ['read', 'submit', 'operate']
  const { body: desk } = await api.call('POST', '/v1/keys', { name: 'desk', scopes })
  const { body: night } = await api.call('POST', '/v1/keys', { name: 'night', scopes })
  const asDesk = { authorization: `Bearer ${desk.secret}` }
  const items = [{ prompt: 'A fox', model: 'grok_video3' }]
  const { body: batch } = await api.call('POST', '/v1/batches', { name: 'spring', items })
  await api.call('POST', `/v1/batches/${batch.id}/pause`, {})
  const namesFor = async (headers?: Record<string, string>) => {
    const { body } = await api.call('GET', '/v1/audit', undefined, headers)
    const names = body.data.map((entry: { names: Record<string, string> }) => entry.names)
    return Object.assign({}, ...names)
  }
  expect(await namesFor()).toEqual({ [batch.id]: 'spring', [desk.id]: 'desk', [night.id]: 'night' })
  expect(await namesFor(asDesk)).toEqual({ [batch.id]: 'spring', [desk.id]: 'desk' })
})

test('another owner’s audit is seen by admin keys alone', async () => {
  await using api = await startTestApi()
  const scopes = ['operate']
  const { body: key } = await api.call('POST', '/v1/keys', { name: 'ada', owner: 'ada', scopes })
  const asAda = { authorization: `Bearer ${key.secret}` }
  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
  const own = await api.call('GET', '/v1/audit', undefined, asAda)
  expect(own.body.data.map(({ action }: { action: string }) => action)).toEqual(['key-created'])
  const refused = await api.call('GET', '/v1/audit?owner=all', undefined, asAda)
  expect([refused.status, refused.body.error.code]).toEqual([403, 'scope_missing'])
  const all = await api.call('GET', '/v1/audit?owner=all')
  expect(all.body.data.map(({ owner }: { owner: string }) => owner)).toEqual(['admin', 'ada'])
})

test('the database refuses to change, remove or empty the audit', async () => {
  await using api = await startTestApi()
  await api.call('PATCH', '/v1/upstreams/globalaiopc', { paused: true })
  for (const statement of [
    `update audit_entries set actor = 'somebody else'`,
    'delete from audit_entries',
    'truncate audit_entries',
  ]) {
    await expect(api.db.sql.unsafe(statement), statement).rejects.toThrow('append-only')
  }
  expect(await api.db.sql`select from audit_entries`).toHaveLength(1)
})
