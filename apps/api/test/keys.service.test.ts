import { beforeAll, describe, expect, test } from 'vitest'
import { keyBelievedMs } from '../src/keys/key-book.ts'
import { newKeyText } from '../src/keys/key-text.ts'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi, type TestApi } from './start-test-api.ts'

const job = { prompt: 'a heron', model: 'grok_video3', duration: 6 }

// One api for all: each test makes keys of its own, and time only goes forward.
let api: TestApi
let now = new Date()
beforeAll(async () => {
  api = await startTestApi({ now: () => now })
  return () => api[Symbol.asyncDispose]()
})

describe('a key', () => {
  test('is shown once, and neither listed, kept nor logged', async () => {
    const made = await api.call('POST', '/v1/keys', {
      name: 'ci',
      scopes: ['read', 'submit'],
      owner: 'studio',
    })
    expect(made.status).toBe(201)
    const { secret, ...key } = made.body
    expect(key).toMatchObject({
      object: 'key',
      name: 'ci',
      owner: 'studio',
      state: 'active',
      last_four: secret.slice(-4),
      scopes: ['read', 'submit'],
      cap_ticks: null,
      spent: { charged_ticks: '0', reserved_ticks: '0', contingent_ticks: '0' },
    })
    expect((await api.call('GET', '/v1/jobs', undefined, keyHeader(secret))).status).toBe(200)
    expect((await api.call('GET', `/v1/keys/${key.id}`)).body).toEqual({
      ...key,
      last_used_at: expect.anything(),
    })
    const lists = JSON.stringify((await api.call('GET', '/v1/keys')).body)
    const rows = await api.db.sql`select k::text, o::text, e::text from api_keys k, owners o, audit_entries e`
    for (const text of [lists, JSON.stringify(rows), api.logged.join('')])
      expect(text).not.toContain(secret.slice(40))
    const [audit] = await api.db
      .sql`select actor, action, ip, request_id, owner_id from audit_entries where target = ${key.id}`
    expect(audit).toEqual({
      actor: 'key_00000000000000000000000000',
      action: 'key-created',
      ip: '127.0.0.1',
      request_id: made.headers.get('x-request-id'),
      owner_id: key.owner_id,
    })
  })

  test('is made once for an Idempotency-Key, and its secret is not told again', async () => {
    const body = { name: 'ci', scopes: ['read'], owner: 'once' }
    const first = await api.call('POST', '/v1/keys', body, { 'idempotency-key': 'one' })
    const again = await api.call('POST', '/v1/keys', body, { 'idempotency-key': 'one' })
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(again.body).toEqual({ ...first.body, secret: null })
    const other = await api.call('POST', '/v1/keys', { ...body, name: 'x' }, { 'idempotency-key': 'one' })
    expect([other.status, other.body.error.code]).toEqual([409, 'idempotency_conflict'])
    expect((await api.call('GET', '/v1/keys?owner=once')).body.data).toHaveLength(1)
  })

  test('is refused with all its problems at once', async () => {
    const { status, body } = await api.call('POST', '/v1/keys', {
      name: '',
      scopes: ['read', 'read'],
      owner: 'Stud io',
      cap_usd: '-1',
      expires_at: 'tomorrow',
    })
    expect(status).toBe(400)
    const found = body.error.details.map(({ path }: { path: string }) => path)
    expect(found.sort()).toEqual(['cap_usd', 'expires_at', 'name', 'owner', 'scopes'])
    const named = await api.call('POST', '/v1/keys', {
      name: 'x',
      scopes: ['read'],
      upstreams: ['globalaiopc', 'nowhere'],
      models: ['no-such'],
      expires_at: '2020-01-01T00:00:00Z',
    })
    expect(named.body.error.details.map(({ path }: { path: string }) => path)).toEqual([
      'upstreams[1]',
      'models[0]',
      'expires_at',
    ])
  })
})

describe('who is let in', () => {
  const get = async (secret: string) => {
    const { status, body } = await api.call('GET', '/v1/jobs', undefined, keyHeader(secret))
    return [status, body.error?.code]
  }

  test('nobody with an altered, cut, unknown or made-up key', async () => {
    const key = await makeKey(api, { scopes: ['read'] })
    expect(await get(key.secret)).toEqual([200, undefined])
    expect(await get(key.secret.slice(0, -1))).toEqual([401, 'key_damaged'])
    // Whole by its checksum, of a known id and of an unknown one: only the digest can tell.
    expect(await get(newKeyText(key.id))).toEqual([401, 'key_wrong'])
    expect(await get(newKeyText('key_01h45ytscbebyvny4gc8cr8ma2'))).toEqual([401, 'key_wrong'])
    // The admin key has a row too, and no secret fits it.
    expect(await get(newKeyText('key_00000000000000000000000000'))).toEqual([401, 'key_wrong'])
  })

  test('nobody with a key whose digest was copied into another row', async () => {
    const [rich, poor] = [
      await makeKey(api, { scopes: ['read'] }),
      await makeKey(api, { scopes: ['submit'] }),
    ]
    await api.db.sql`
      update api_keys set secret_hash = (select secret_hash from api_keys where id = ${poor.id}) where id = ${rich.id}`
    expect(await get(rich.secret)).toEqual([401, 'key_wrong'])
    expect(await get(newKeyText(rich.id))).toEqual([401, 'key_wrong'])
  })

  test('nobody past the key’s time, which is said with the fix', async () => {
    const expiresAt = new Date(now.getTime() + 60_000)
    const key = await makeKey(api, { scopes: ['read'], expires_at: expiresAt.toISOString() })
    expect(await get(key.secret)).toEqual([200, undefined])
    now = new Date(expiresAt.getTime())
    const refused = await api.call('GET', '/v1/jobs', undefined, keyHeader(key.secret))
    expect([refused.status, refused.body.error.code]).toEqual([401, 'key_expired'])
    expect(refused.body.error.message).toContain('reelkeep keys create')
    expect((await api.call('GET', `/v1/keys/${key.id}`)).body.state).toBe('expired')
  })

  test('leaves jobs that are found, exported and canceled by its id or name after it was revoked', async () => {
    const name = 'left behind'
    const key = await makeKey(api, { name, scopes: ['submit'] })
    const sent = await api.call('POST', '/v1/jobs', job, keyHeader(key.secret))
    await api.call('POST', '/v1/jobs', job)
    const revoked = await api.call('POST', `/v1/keys/${key.id}/revoke`, { reason: 'lost' })
    expect(revoked.body).toMatchObject({ state: 'revoked', queued_jobs: 1 })
    for (const word of [key.id, encodeURIComponent(name)]) {
      const { body } = await api.call('GET', `/v1/jobs?state=queued&key=${word}`)
      expect(body.data.map(({ id }: { id: string }) => id)).toEqual([sent.body.id])
    }
    const table = await api.call('GET', `/v1/exports/jobs?format=csv&key=${key.id}`)
    expect(table.body.trim().split('\r\n')).toHaveLength(2)
    const preview = await api.call('POST', '/v1/bulk', {
      action: 'cancel',
      filter: { key: name, state: 'queued' },
      dry_run: true,
    })
    expect(preview.body).toMatchObject({ matched: 1, accepted: 1 })
    const ledger = await api.call('GET', `/v1/exports/ledger?key=${key.id}`)
    expect(ledger.body.error).toMatchObject({ param: 'key' })
  })

  test('nobody once the key is revoked: here at once, by another process within two seconds', async () => {
    const [here, there] = [await makeKey(api, { scopes: ['read'] }), await makeKey(api, { scopes: ['read'] })]
    expect([await get(here.secret), await get(there.secret)]).toEqual([
      [200, undefined],
      [200, undefined],
    ])
    const revoked = await api.call('POST', `/v1/keys/${here.id}/revoke`, { reason: 'left the company' })
    expect(revoked.body).toMatchObject({ state: 'revoked', revoked_at: expect.any(String) })
    expect(await get(here.secret)).toEqual([401, 'key_revoked'])
    await api.db.sql`update api_keys set revoked_at = now() where id = ${there.id}`
    expect(await get(there.secret)).toEqual([200, undefined])
    now = new Date(now.getTime() + keyBelievedMs)
    expect(await get(there.secret)).toEqual([401, 'key_revoked'])
    const again = await api.call('POST', `/v1/keys/${here.id}/revoke`, { reason: 'twice' })
    expect([again.status, again.body.revoked_at]).toEqual([200, revoked.body.revoked_at])
    const audit = await api.db
      .sql`select reason from audit_entries where target = ${here.id} and action = 'key-revoked'`
    expect(audit).toEqual([{ reason: 'left the company' }])
    expect((await api.call('PATCH', `/v1/keys/${here.id}`, { name: 'x' })).body.error.code).toBe(
      'key_revoked',
    )
  })

  test('a key is used without asking the database each time, and how lately is sampled', async () => {
    const key = await makeKey(api, { scopes: ['submit'] })
    const used = async () => (await api.call('GET', `/v1/keys/${key.id}`)).body.last_used_at
    expect(await used()).toBe(null)
    // A refused scope asks nothing of the database but the key.
    const ask = () => api.call('GET', '/v1/jobs', undefined, keyHeader(key.secret))
    expect((await ask()).body.error.code).toBe('scope_missing')
    const calls = await Promise.all(Array.from({ length: 20 }, ask))
    expect(new Set(calls.map(({ status }) => status))).toEqual(new Set([403]))
    await expect.poll(used).not.toBe(null)
    const writes = await api.db.sql`select xmin from api_keys where id = ${key.id}`
    await ask()
    expect(await api.db.sql`select xmin from api_keys where id = ${key.id}`).toEqual(writes)
    // The configuration's key needs no look-up, and is in use all the same.
    const configured = async () => (await api.call('GET', '/v1/keys/key_00000000000000000000000000')).body
    await expect.poll(async () => (await configured()).last_used_at).not.toBe(null)
    expect([
      (await configured()).of_configuration,
      (await api.call('GET', `/v1/keys/${key.id}`)).body,
    ]).toMatchObject([true, { of_configuration: false }])
  })
})

function codeOf(body: unknown, field: 'code' | 'message'): string {
  return (body as { error: { code: string; message: string } }).error[field]
}

describe('a session', () => {
  const signIn = async (key: string) => {
    const answer = await api.call('POST', '/v1/session', { key })
    return {
      cookie: answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '',
      authorization: '',
      status: answer.status,
    }
  }
  const ask = (cookie: string, method: string, path: string, body?: unknown) =>
    fetch(`${api.url}${path}`, {
      method,
      headers: {
        cookie,
        origin: api.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  test('may what its key may, and ends with it', async () => {
    const key = await makeKey(api, { scopes: ['read'], owner: 'studio' })
    const { cookie } = await signIn(key.secret)
    expect(await (await ask(cookie, 'GET', '/v1/session')).json()).toMatchObject({
      owner: 'studio',
      key_id: key.id,
      key_name: key.name,
      scopes: ['read'],
      via: 'session',
    })
    expect((await ask(cookie, 'GET', '/v1/jobs')).status).toBe(200)
    const refused = await ask(cookie, 'POST', '/v1/jobs', job)
    expect([refused.status, codeOf(await refused.json(), 'message')]).toEqual([
      403,
      'This needs the scope submit; the key has read. Use a key with submit, or have one made.',
    ])
    await api.call('POST', `/v1/keys/${key.id}/revoke`, { reason: 'over' })
    const over = await ask(cookie, 'GET', '/v1/jobs')
    expect([over.status, codeOf(await over.json(), 'code')]).toEqual([401, 'key_revoked'])
    expect(over.headers.getSetCookie()[0]).toMatch(/^reelkeep_session=;/)
  })

  test('is not opened by a wrong or revoked key, and not by naming another key in the cookie', async () => {
    const key = await makeKey(api, { scopes: ['read'] })
    const { cookie } = await signIn(key.secret)
    const forged = cookie.replace(key.id, 'key_00000000000000000000000000')
    expect((await ask(forged, 'GET', '/v1/jobs')).status).toBe(401)
    expect((await signIn(newKeyText(key.id))).status).toBe(401)
    await api.call('POST', `/v1/keys/${key.id}/revoke`, { reason: 'over' })
    expect((await signIn(key.secret)).status).toBe(401)
  })
})

describe('the limits of a key', () => {
  test('on requests are a bucket: a minute’s worth at once, then as it fills, said in Retry-After', async () => {
    const key = await makeKey(api, { scopes: ['read'], requests_per_minute: 3 })
    const ask = async () => {
      const answer = await api.call('GET', '/v1/session', undefined, keyHeader(key.secret))
      return [answer.status, answer.headers.get('retry-after')]
    }
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([
      [200, null],
      [200, null],
      [200, null],
      [429, '20'],
    ])
    now = new Date(now.getTime() + 20_000)
    expect([await ask(), await ask()]).toEqual([
      [200, null],
      [429, '20'],
    ])
    await api.call('PATCH', `/v1/keys/${key.id}`, { requests_per_minute: null })
    expect(await ask()).toEqual([200, null])
  })

  test('on upstreams, models and durations are problems by field, of a job and of every row of a dry run', async () => {
    const key = await makeKey(api, {
      scopes: ['read', 'submit'],
      upstreams: ['xingchaoyiqing'],
      models: ['grok_video3'],
      max_duration: 6,
    })
    const refused = await api.call('POST', '/v1/jobs', { ...job, duration: 10 }, keyHeader(key.secret))
    expect(refused.status).toBe(400)
    expect(refused.body.error.details).toMatchObject([
      { path: 'upstream', code: 'upstream_not_allowed', allowed: ['xingchaoyiqing'] },
      { path: 'duration', code: 'duration_not_allowed' },
    ])
    const dry = await api.call(
      'POST',
      '/v1/batches?dry_run=true',
      { name: 'b', items: [job, { ...job, upstream: 'xingchaoyiqing' }] },
      keyHeader(key.secret),
    )
    expect(dry.status).toBe(200)
    expect(dry.body.problems).toMatchObject([
      { path: expect.stringContaining('upstream'), row: 1, code: 'upstream_not_allowed' },
    ])
  })

  test('change with their audit, count what was spent before, and are taken away by null', async () => {
    const key = await makeKey(api, { scopes: ['submit'], cap_usd: '2.50', max_in_flight: 3 })
    const changed = await api.call('PATCH', `/v1/keys/${key.id}`, {
      name: 'renamed',
      cap_usd: null,
      day_cap_usd: 1.25,
      models: ['grok_video3'],
    })
    expect(changed.body).toMatchObject({
      name: 'renamed',
      cap_ticks: null,
      day_cap_ticks: '12500000000',
      max_in_flight: 3,
      models: ['grok_video3'],
    })
    const [audit] = await api.db
      .sql`select detail from audit_entries where target = ${key.id} and action = 'key-changed'`
    expect(audit?.detail).toEqual({
      before: { name: 'test', cap_ticks: '25000000000', day_cap_ticks: null, allowed_models: null },
      after: {
        name: 'renamed',
        cap_ticks: null,
        day_cap_ticks: '12500000000',
        allowed_models: ['grok_video3'],
      },
    })
    expect((await api.call('PATCH', `/v1/keys/${key.id}`, {})).body.error.code).toBe('nothing_to_change')
    expect((await api.call('PATCH', '/v1/keys/key_none', { name: 'x' })).status).toBe(404)
  })

  test('of the configuration’s key are those that admission holds; it is neither revoked nor renamed', async () => {
    const id = 'key_00000000000000000000000000'
    const capped = await api.call('PATCH', `/v1/keys/${id}`, { cap_usd: '10', max_in_flight: 4 })
    expect(capped.body).toMatchObject({ cap_ticks: '100000000000', max_in_flight: 4 })
    for (const body of [{ name: 'x' }, { requests_per_minute: 1 }, { models: ['grok_video3'] }]) {
      expect((await api.call('PATCH', `/v1/keys/${id}`, body)).body.error.code).toBe('key_of_configuration')
    }
    expect((await api.call('POST', `/v1/keys/${id}/revoke`, { reason: 'x' })).status).toBe(409)
  })
})
