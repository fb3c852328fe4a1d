import { beforeAll, expect, test } from 'vitest'
import { scopes } from '../src/caller.ts'
import type { RouteEntry } from '../src/plugins/scopes.ts'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi, type TestApi } from './start-test-api.ts'

let api: TestApi
const keyFor = new Map<string, string>()

beforeAll(async () => {
  api = await startTestApi()
  for (const scope of scopes) {
    keyFor.set(scope, (await makeKey(api, { scopes: [scope] })).secret)
  }
  return () => api[Symbol.asyncDispose]()
})

/** Asks an address of the table, with ids that nothing has; only whether the key was let in is looked at. */
async function ask({ method, url }: RouteEntry, headers: Record<string, string>) {
  const path = url.replaceAll(/:\w+/g, 'none').replace('*', 'none')
  const hangUp = new AbortController()
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers,
    redirect: 'manual',
    signal: hangUp.signal,
  })
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body = isJson && method !== 'HEAD' ? await response.json() : null
  // A stream of events would never end by itself.
  hangUp.abort()
  return {
    status: response.status,
    error: (body as { error?: { code: string; message: string } } | null)?.error,
  }
}

test('every address that is not public needs a key, and each key opens what its scope says and nothing else', async () => {
  const guarded = api.routes.filter(({ needs, method }) => needs !== 'public' && method !== 'HEAD')
  expect(guarded.length).toBeGreaterThan(40)
  const wrong: string[] = []
  for (const route of guarded) {
    const name = `${route.method} ${route.url} (${route.needs})`
    if ((await ask(route, {})).status !== 401) wrong.push(`${name} is open`)
    for (const [scope, secret] of keyFor) {
      const { status, error } = await ask(route, keyHeader(secret))
      const isLetIn = status !== 401 && error?.code !== 'scope_missing'
      if (isLetIn !== (route.needs === 'any' || route.needs === scope))
        wrong.push(`${name} with ${scope}: ${status}`)
      const names = `needs the scope ${route.needs}; the key has ${scope}.`
      if (!isLetIn && !error?.message.includes(names)) wrong.push(`${name}: ${error?.message}`)
    }
  }
  expect(wrong).toEqual([])
})

test('nothing that changes anything is open to `read`, and what reaches past the caller’s own needs more than `submit`', () => {
  const table = new Map(api.routes.map(({ method, url, needs }) => [`${method} ${url}`, needs]))
  const changing = api.routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  const open = changing.filter(({ needs }) => needs === 'read' || needs === 'public' || needs === 'any')
  expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
    'DELETE /v1/session',
    'POST /v1/session',
  ])
  const sensitive = {
    'POST /v1/jobs/:id/resolve': 'operate',
    'PATCH /v1/upstreams/:name': 'operate',
    'POST /v1/rebuild': 'operate',
    'POST /v1/scrub': 'operate',
    'POST /v1/bulk': 'operate',
    'GET /metrics': 'operate',
    'POST /v1/keys': 'admin',
    'GET /v1/keys': 'admin',
    'GET /v1/keys/:id': 'admin',
    'PATCH /v1/keys/:id': 'admin',
    'POST /v1/keys/:id/revoke': 'admin',
  }
  for (const [route, scope] of Object.entries(sensitive))
    expect([route, table.get(route)]).toEqual([route, scope])
})
