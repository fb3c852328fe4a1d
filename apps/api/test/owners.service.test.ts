import type { OwnerId } from '@reelkeep/core'
import { aJob, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi, type TestApi } from './start-test-api.ts'

// Two tenants with every scope but `admin`, which may act for anybody. `ada` has one of everything.

let api: TestApi
let ada: { secret: string; owner_id: string }
let bob: { secret: string; owner_id: string }
const ids: Record<string, string> = {}
const prompt = 'zebrafinch on a windowsill'

beforeAll(async () => {
  api = await startTestApi()
  const tenant = ['read', 'submit', 'operate']
  ada = await makeKey(api, { scopes: tenant, owner: 'ada' })
  bob = await makeKey(api, { scopes: tenant, owner: 'bob' })
  const asAda = async (path: string, body: unknown) => {
    const { status, body: made } = await api.call('POST', path, body, keyHeader(ada.secret))
    if (status !== 201 && status !== 202) throw new Error(`${path}: ${JSON.stringify(made)}`)
    return made
  }
  const item = { prompt, model: 'grok_video3', duration: 6 }
  ids.jobs = (await asAda('/v1/jobs', { ...item, custom_id: 'zebra-1' })).id
  ids.batches = (
    await asAda('/v1/batches', { name: 'zebra batch', items: [{ ...item, custom_id: 'zebra-2' }] })
  ).id
  ids.operations = (await asAda('/v1/scrub', { job: ids.jobs })).id
  const send = async (path: string, type: string, body: Buffer | string) => {
    const headers = { ...keyHeader(ada.secret), 'content-type': type }
    const answer = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(Buffer.from(body)),
    })
    const made = (await answer.json()) as { id: string }
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(made)}`)
    return made.id
  }
  ids.uploads = await send('/v1/uploads', 'image/png', onePixel)
  const bill = 'task_id,cost\nzebra-task,1.50\n'
  ids.reconciliations = await send('/v1/reconciliations?upstream=globalaiopc', 'text/csv', bill)
  const failed = aJob({ ownerId: ada.owner_id as OwnerId, prompt, state: 'failed', reason: 'moderated' })
  await insertJob(api.db, failed)
  ids.failed = failed.id
  return () => api[Symbol.asyncDispose]()
})

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Bodies that the address takes, where `{}` would be refused before the thing is looked for. */
const bodies: Record<string, unknown> = {
  'POST /v1/jobs/:id/resolve': { action: 'write_off', reason: 'x' },
  'PATCH /v1/jobs/:id': { priority: 1 },
  'PUT /v1/jobs/:id/mark': { mark: null },
  'POST /v1/jobs/:id/share': { expires_in: '1h' },
  'PATCH /v1/batches/:id': { priority: 1 },
}

/** Addresses of things that belong to nobody: their scope is the guard. */
const nobodys = /^\/v1\/(upstreams|keys)\//

test('the other’s things are not found, by any address that takes an id, whatever it would do', async () => {
  const found: string[] = []
  for (const { method, url } of api.routes) {
    if (!url.includes(':') || nobodys.test(url) || method === 'HEAD' || !url.startsWith('/v1/')) continue
    const noun = url.split('/')[2] ?? ''
    const id = ids[noun]
    // Not ids: what a caller sees under them is its own.
    if (/:(fingerprint|kind|token)/.test(url)) continue
    if (id === undefined) {
      found.push(`${method} ${url}: give this test a thing of ada’s to ask for`)
      continue
    }
    const path = url.replace(/:\w+/, id)
    const body = method === 'GET' ? undefined : (bodies[`${method} ${url}`] ?? {})
    const ask = async (secret: string) => {
      const headers = {
        ...keyHeader(secret),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }
      const answer = await fetch(`${api.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      await answer.text()
      return answer.status
    }
    const theirs = await ask(bob.secret)
    if (theirs !== 404) found.push(`${method} ${url} for bob: ${theirs}`)
    // The very same request is one that the owner may make.
    const own = await ask(ada.secret)
    if ([400, 401, 403, 404].includes(own)) found.push(`${method} ${url} for ada: ${own}`)
  }
  expect(found).toEqual([])
})

test('no list, report or stream shows anything of the other’s', async () => {
  const lists = api.routes.filter(
    ({ method, url, needs }) =>
      method === 'GET' &&
      url.startsWith('/v1/') &&
      !url.includes(':') &&
      (needs === 'read' || needs === 'operate'),
  )
  const queries: Record<string, readonly string[]> = {
    '/v1/jobs': ['', `?batch=${ids.batches}`, '?custom_id=zebra-1', '?q=zebrafinch'],
    '/v1/batches': ['', '?name=zebra%20batch'],
    '/v1/failures': ['', `?batch=${ids.batches}`],
    '/v1/costs': ['?by=batch', '?by=upstream'],
    '/v1/adopt': [],
  }
  const leaks: string[] = []
  for (const { url } of lists.filter(({ url }) => url !== '/v1/stream')) {
    for (const query of queries[url] ?? ['']) {
      const { status, body } = await api.call('GET', `${url}${query}`, undefined, keyHeader(bob.secret))
      const text = JSON.stringify(body)
      if (status !== 200) leaks.push(`${url}${query}: ${status}`)
      for (const secret of [...Object.values(ids), ada.owner_id, 'zebra']) {
        if (text.includes(secret)) leaks.push(`${url}${query} shows ${secret}`)
      }
    }
  }
  expect(leaks).toEqual([])
  expect((await api.call('GET', '/v1/stats', undefined, keyHeader(bob.secret))).body.jobs.failed).toBe(0)
  const mine = await api.call('GET', '/v1/jobs', undefined, keyHeader(ada.secret))
  expect(JSON.stringify(mine.body)).toContain('zebra-1')
})

test('the other’s things cannot be named in a body either', async () => {
  const asBob = (path: string, body: unknown) => api.call('POST', path, body, keyHeader(bob.secret))
  expect((await asBob('/v1/scrub', { job: ids.jobs })).status).toBe(404)
  expect((await asBob('/v1/scrub', { batch: ids.batches })).status).toBe(404)
  const bulk = await asBob('/v1/bulk', { action: 'retry', filter: { ids: [ids.failed] }, dry_run: true })
  expect([bulk.status, bulk.body.matched]).toEqual([200, 0])
  // The same name and Idempotency-Key are another batch of another owner.
  const batch = { name: 'wrens', items: [{ prompt: 'a wren', model: 'grok_video3', duration: 6 }] }
  const own = await api.call('POST', '/v1/batches', batch, {
    ...keyHeader(bob.secret),
    'idempotency-key': 'shared',
  })
  const theirs = await api.call('POST', '/v1/batches', batch, {
    ...keyHeader(ada.secret),
    'idempotency-key': 'shared',
  })
  expect([own.status, theirs.status, theirs.headers.get('idempotency-replayed')]).toEqual([202, 202, null])
  expect(own.body.id).not.toBe(theirs.body.id)
})

test('an admin key acts for an owner by name: what it makes is that owner’s, the audit names the key', async () => {
  const acting = { 'reelkeep-owner': 'ada' }
  const seen = await api.call('GET', `/v1/jobs/${ids.jobs}`, undefined, acting)
  expect([seen.status, seen.body.owner_id]).toEqual([200, ada.owner_id])
  expect((await api.call('GET', `/v1/jobs/${ids.jobs}`)).status).toBe(404)
  const made = await api.call(
    'POST',
    '/v1/jobs',
    { prompt: 'an owl', model: 'grok_video3', duration: 6 },
    acting,
  )
  expect(made.body.owner_id).toBe(ada.owner_id)
  expect((await api.call('GET', `/v1/jobs/${made.body.id}`, undefined, keyHeader(ada.secret))).status).toBe(
    200,
  )
  await api.call('POST', `/v1/jobs/${made.body.id}/cancel`, {}, acting)
  const [audit] = await api.db
    .sql`select owner_id, actor, ip from audit_entries where target = ${made.body.id}`
  expect(audit).toEqual({ owner_id: ada.owner_id, actor: 'key_00000000000000000000000000', ip: '127.0.0.1' })
  const unknown = await api.call('GET', '/v1/jobs', undefined, { 'reelkeep-owner': 'nobody' })
  expect([unknown.status, unknown.body.error.code]).toEqual([404, 'owner_not_found'])
  const bobs = await api.call('GET', '/v1/jobs', undefined, { ...keyHeader(bob.secret), ...acting })
  expect([bobs.status, bobs.body.error.code]).toEqual([403, 'scope_missing'])
})

test('a retry is held to the limits of the key that asks for it', async () => {
  const limited = await makeKey(api, {
    scopes: ['submit', 'operate'],
    owner: 'ada',
    models: ['grok_video3_pro'],
  })
  const refused = async (path: string, body: unknown) => {
    const answer = await api.call('POST', path, body, keyHeader(limited.secret))
    return [answer.status, answer.body.error?.code]
  }
  expect(await refused(`/v1/jobs/${ids.failed}/retry`, {})).toEqual([403, 'model_not_allowed'])
  const bulk = { action: 'retry', filter: { ids: [ids.failed] }, dry_run: true }
  expect(await refused('/v1/bulk', bulk)).toEqual([403, 'model_not_allowed'])
  expect((await api.call('POST', '/v1/bulk', bulk, keyHeader(ada.secret))).body.matched).toBe(1)
})
