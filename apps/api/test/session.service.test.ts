import { describe, expect, test } from 'vitest'
import { startTestApi, type TestApi, testAdminKey } from './start-test-api.ts'

async function signIn(api: TestApi, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ key: testAdminKey }),
  })
  const [cookie = ''] = response.headers.getSetCookie()
  return { response, cookie, pair: cookie.split(';', 1)[0] ?? '' }
}

function get(api: TestApi, path: string, headers: Record<string, string>) {
  return fetch(`${api.url}${path}`, { headers })
}

function codeOf(body: unknown): string {
  return (body as { error: { code: string } }).error.code
}

describe('the session cookie', () => {
  test('is httpOnly and SameSite=Strict, and opens what the key opens', async () => {
    await using api = await startTestApi()
    const { response, cookie, pair } = await signIn(api)
    expect(response.status).toBe(201)
    expect(cookie).toMatch(/^reelkeep_session=.*HttpOnly.*SameSite=Strict/)
    expect(cookie).not.toContain('Secure')
    expect(cookie).not.toContain(testAdminKey)
    expect((await get(api, '/v1/jobs', { cookie: pair })).status).toBe(200)
    expect(await (await get(api, '/v1/session', { cookie: pair })).json()).toMatchObject({ via: 'session' })
  })

  test('is a Secure __Host- cookie over TLS, and only that one counts there', async () => {
    await using api = await startTestApi()
    const tls = { 'x-forwarded-proto': 'https' }
    const { cookie, pair } = await signIn(api, tls)
    expect(cookie).toMatch(/^__Host-reelkeep_session=.*Path=\/.*Secure/)
    expect((await get(api, '/v1/jobs', { cookie: pair, ...tls })).status).toBe(200)
    const plain = await signIn(api)
    expect((await get(api, '/v1/jobs', { cookie: plain.pair, ...tls })).status).toBe(401)
  })

  test('ends after half an hour without use, and after twelve hours in any case', async () => {
    let now = new Date('2026-11-20T08:00:00Z')
    await using api = await startTestApi({ now: () => now })
    const { pair } = await signIn(api)
    now = new Date('2026-11-20T08:29:00Z')
    const used = await get(api, '/v1/jobs', { cookie: pair })
    const renewed = used.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    expect(used.status).toBe(200)
    expect(renewed).toMatch(/^reelkeep_session=/)
    now = new Date('2026-11-20T08:31:00Z')
    expect((await get(api, '/v1/jobs', { cookie: pair })).status).toBe(401)
    let cookie = renewed
    for (let minute = 50; minute < 12 * 60; minute += 20) {
      now = new Date(Date.UTC(2026, 10, 20, 8, minute))
      const answer = await get(api, '/v1/jobs', { cookie })
      expect(answer.status).toBe(200)
      cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie
    }
    now = new Date('2026-11-20T20:00:01Z')
    const over = await get(api, '/v1/jobs', { cookie })
    expect([over.status, codeOf(await over.json())]).toEqual([401, 'session_over'])
  })

  test('is refused when forged', async () => {
    await using api = await startTestApi()
    const { pair } = await signIn(api)
    const forged = pair.replace(/\.\d+\./, `.${Date.now() + 1_000}.`)
    expect((await get(api, '/v1/jobs', { cookie: forged })).status).toBe(401)
    expect((await get(api, '/v1/jobs', { cookie: 'reelkeep_session=x' })).status).toBe(401)
  })

  test('changes nothing for another site’s page', async () => {
    await using api = await startTestApi()
    const { pair } = await signIn(api)
    const send = (headers: Record<string, string>) =>
      fetch(`${api.url}/v1/jobs`, {
        method: 'POST',
        headers: { cookie: pair, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ prompt: 'x', model: 'grok_video3' }),
      })
    expect((await send({})).status).toBe(403)
    expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await send({ 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await send({ origin: 'https://evil.example.com' })).status).toBe(403)
    expect((await send({ origin: api.url })).status).toBe(202)
    expect((await send({ 'sec-fetch-site': 'same-origin' })).status).toBe(202)
  })

  test('is taken back at sign-out', async () => {
    await using api = await startTestApi()
    const { pair } = await signIn(api)
    const answer = await fetch(`${api.url}/v1/session`, {
      method: 'DELETE',
      headers: { cookie: pair, origin: api.url },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^reelkeep_session=;/)
  })
})

describe('the key', () => {
  test.each([
    [{}, 'key_missing'],
    [{ authorization: 'Bearer wrong' }, 'key_wrong'],
    [{ authorization: `Basic ${testAdminKey}` }, 'key_wrong'],
    [{ authorization: `Bearer ${testAdminKey}x` }, 'key_wrong'],
  ])('refuses %j', async (headers, code) => {
    await using api = await startTestApi()
    for (const path of ['/v1/jobs', '/v1/batches', '/v1/upstreams', '/v1/stream', '/metrics', '/v1/stats']) {
      const answer = await get(api, path, headers)
      expect([path, answer.status, codeOf(await answer.json())]).toEqual([path, 401, code])
    }
  })

  test('is asked for on every address but the public ones', async () => {
    await using api = await startTestApi()
    const contract = (await (await get(api, '/openapi.json', {})).json()) as { paths: Record<string, object> }
    const open: string[] = []
    for (const [path, operations] of Object.entries(contract.paths)) {
      for (const method of Object.keys(operations)) {
        const answer = await fetch(`${api.url}${path.replace(/\{\w+\}/, 'x')}`, {
          method: method.toUpperCase(),
        })
        await answer.text()
        if (answer.status !== 401) open.push(`${method} ${path}`)
      }
    }
    expect(open.sort()).toEqual([
      'get /healthz',
      'get /readyz',
      // Its token is the key.
      'get /v1/shared/{token}',
      'post /v1/session',
    ])
  })

  test('is refused at sign-in when wrong, without a cookie', async () => {
    await using api = await startTestApi()
    const answer = await api.call('POST', '/v1/session', { key: 'wrong' })
    expect([answer.status, answer.body.error.code]).toEqual([401, 'key_wrong'])
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})
