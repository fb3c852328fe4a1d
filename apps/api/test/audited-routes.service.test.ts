import { aJob, insertJob } from '@reelkeep/testing'
import { beforeAll, expect, test } from 'vitest'
import { archived } from './archived.ts'
import { makeKey } from './keys.ts'
import { startTestApi, type TestApi, testAdminKey } from './start-test-api.ts'

// Every address that changes something, done once for real: the answer's request id must stand in the audit.

const upstream = 'globalaiopc'
let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  return () => api[Symbol.asyncDispose]()
})

type Answer = { readonly status: number; readonly headers: Headers }

/** Asks as it is said there, and sends JSON unless the body is text. */
async function send(method: string, path: string, body: unknown, type = 'application/json'): Promise<Answer> {
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${testAdminKey}`,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' ? body : body instanceof Uint8Array ? body : JSON.stringify(body) }),
  })
  await answer.text()
  return answer
}

const item = { model: 'grok_video3', duration: 6 }
let made = 0

async function aBatch(): Promise<string> {
  made += 1
  const items = [{ ...item, prompt: `fox ${made}` }]
  return (await api.call('POST', '/v1/batches', { name: `batch ${made}`, items, budget_usd: '9' })).body.id
}

async function aQueuedJob(): Promise<string> {
  made += 1
  return (await api.call('POST', '/v1/jobs', { ...item, prompt: `heron ${made}` })).body.id
}

async function placed(overrides: Parameters<typeof aJob>[0]): Promise<string> {
  return (await insertJob(api.db, aJob({ upstream, ...overrides }))).id
}

const lost = {
  step: 'archive',
  reason: 'artifact_lost',
  message: 'gone',
  charged: 'yes',
  retryable: true,
  upstreamStatus: null,
} as const
const later = () => new Date(Date.now() + 3_600_000)
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const bill = 'task_id,cost\ntask-of-nobody,1.50\n'

async function aReconciliation(): Promise<string> {
  const answer = await fetch(`${api.url}/v1/reconciliations?upstream=${upstream}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'text/csv' },
    body: `${bill}task-${made},2\n`,
  })
  return ((await answer.json()) as { id: string }).id
}

async function aCause(): Promise<string> {
  const id = await placed({ state: 'failed' })
  const fingerprint = 'poll.moderated.0123456789ab'
  await api.db.sql`
    insert into failures (job_id, owner_id, upstream, model, step, reason, fingerprint, message, charged, retryable)
    select id, owner_id, upstream, model, 'poll', 'moderated', ${fingerprint}, 'no', 'no', true from jobs where id = ${id}`
  return fingerprint
}

async function aBulk(): Promise<string> {
  const id = await aQueuedJob()
  const body = { action: 'prioritize', priority: 2, filter: { ids: [id] }, expect: { matched: 1 } }
  return (await api.call('POST', '/v1/bulk', body)).body.id
}

const acts: Record<string, () => Promise<Answer>> = {
  'POST /v1/jobs/:id/cancel': async () => send('POST', `/v1/jobs/${await aQueuedJob()}/cancel`, {}),
  'POST /v1/jobs/:id/pause': async () => send('POST', `/v1/jobs/${await aQueuedJob()}/pause`, {}),
  'POST /v1/jobs/:id/resume': async () => {
    const id = await aQueuedJob()
    await send('POST', `/v1/jobs/${id}/pause`, {})
    return send('POST', `/v1/jobs/${id}/resume`, {})
  },
  'POST /v1/jobs/:id/retry': async () =>
    send('POST', `/v1/jobs/${await placed({ state: 'failed', reason: 'upstream_failed' })}/retry`, {}),
  'POST /v1/jobs/:id/rearchive': async () =>
    send(
      'POST',
      `/v1/jobs/${await placed({ state: 'failed', reason: 'artifact_lost', failure: lost })}/rearchive`,
      {},
    ),
  'POST /v1/jobs/:id/hurry': async () =>
    send('POST', `/v1/jobs/${await placed({ state: 'rendering', dueAt: later() })}/hurry`, {}),
  'POST /v1/jobs/:id/resolve': async () =>
    send('POST', `/v1/jobs/${await placed({ state: 'unconfirmed' })}/resolve`, {
      action: 'write_off',
      reason: 'not in the console',
    }),
  'POST /v1/jobs/:id/share': async () =>
    send('POST', `/v1/jobs/${(await archived(api)).id}/share`, { expires_in: '1h' }),
  'PUT /v1/jobs/:id/mark': async () =>
    send('PUT', `/v1/jobs/${await placed({ state: 'archived' })}/mark`, { mark: 'keep' }),
  'PATCH /v1/jobs/:id': async () => send('PATCH', `/v1/jobs/${await aQueuedJob()}`, { priority: 1 }),
  'POST /v1/adopt': async () => send('POST', '/v1/adopt', { rows: [{ upstream, task_id: 'elsewhere-1' }] }),
  'POST /v1/batches': async () =>
    send('POST', '/v1/batches', { name: 'sent', items: [{ ...item, prompt: 'owl' }] }),
  'PATCH /v1/batches/:id': async () =>
    send('PATCH', `/v1/batches/${await aBatch()}`, {
      budget_usd: '5',
      trial: 1,
      stop_when: 'never',
      priority: 7,
    }),
  'POST /v1/batches/:id/pause': async () => send('POST', `/v1/batches/${await aBatch()}/pause`, {}),
  'POST /v1/batches/:id/resume': async () => {
    const id = await aBatch()
    await send('POST', `/v1/batches/${id}/pause`, {})
    return send('POST', `/v1/batches/${id}/resume`, {})
  },
  'POST /v1/batches/:id/cancel': async () => send('POST', `/v1/batches/${await aBatch()}/cancel`, {}),
  'POST /v1/batches/:id/retry': async () => {
    const id = await aBatch()
    const failure = { step: 'poll', reason: 'upstream_failed', message: 'no', charged: 'no', retryable: true }
    for (const state of ['submitting', 'failed']) {
      await api.db.sql`
        update jobs set state = ${state}, submissions = 1, version = version + 1,
          reason = ${state === 'failed' ? 'upstream_failed' : null},
          failure = ${state === 'failed' ? api.db.sql.json(failure) : null},
          due_at = case when ${state === 'failed'} then null else due_at end,
          finished_at = case when ${state === 'failed'} then now() end
        where batch_id = ${id}`
    }
    return send('POST', `/v1/batches/${id}/retry`, {})
  },
  'DELETE /v1/uploads/:id': async () => {
    await send('POST', '/v1/uploads', onePixel, 'image/png')
    const [image] = await api.db.sql`select id from reference_images`
    return send('DELETE', `/v1/uploads/${image?.id}`, undefined)
  },
  'POST /v1/bulk': async () =>
    send('POST', '/v1/bulk', {
      action: 'prioritize',
      priority: 2,
      filter: { ids: [await aQueuedJob()] },
      expect: { matched: 1 },
    }),
  'POST /v1/operations/:id/cancel': async () => send('POST', `/v1/operations/${await aBulk()}/cancel`, {}),
  'POST /v1/rebuild': async () => send('POST', '/v1/rebuild', { dry_run: true }),
  'POST /v1/scrub': async () => send('POST', '/v1/scrub', { sample: 1 }),
  'POST /v1/doctor': async () => send('POST', '/v1/doctor', {}),
  'POST /v1/failures/:fingerprint/resolve': async () =>
    send('POST', `/v1/failures/${await aCause()}/resolve`, { reason: 'mended' }),
  'POST /v1/failures/:fingerprint/ignore': async () =>
    send('POST', `/v1/failures/${await aCause()}/ignore`, {}),
  'POST /v1/failures/:fingerprint/reopen': async () =>
    send('POST', `/v1/failures/${await aCause()}/reopen`, {}),
  'POST /v1/reconciliations': async () =>
    send('POST', `/v1/reconciliations?upstream=${upstream}`, bill, 'text/csv'),
  'POST /v1/reconciliations/:id/apply': async () =>
    send('POST', `/v1/reconciliations/${await aReconciliation()}/apply`, {}),
  'PATCH /v1/upstreams/:name': async () => send('PATCH', `/v1/upstreams/${upstream}`, { max_in_flight: 7 }),
  'POST /v1/keys': async () => send('POST', '/v1/keys', { name: 'desk', scopes: ['read'] }),
  'PATCH /v1/keys/:id': async () =>
    send('PATCH', `/v1/keys/${(await makeKey(api, { scopes: ['read'] })).id}`, { cap_usd: '5' }),
  'POST /v1/keys/:id/revoke': async () =>
    send('POST', `/v1/keys/${(await makeKey(api, { scopes: ['read'] })).id}/revoke`, { reason: 'left' }),
  'POST /v1/session': async () => send('POST', '/v1/session', { key: testAdminKey }),
  'DELETE /v1/session': async () => {
    const opened = await fetch(`${api.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: testAdminKey }),
    })
    const cookie = opened.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    return fetch(`${api.url}/v1/session`, {
      method: 'DELETE',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    })
  },
}

/** What is sent in is on record in its own rows, with its key; a table is only read. */
const exceptions = ['POST /v1/jobs', 'POST /v1/uploads', 'POST /v1/uploads/maps', 'POST /v1/batches/table']

/** These make something, or only say it; no value of before becomes another. */
const changesNoValue =
  /^(POST \/v1\/(adopt|batches|bulk|rebuild|scrub|doctor|reconciliations|keys|session|jobs\/:id\/share|batches\/:id\/retry|reconciliations\/:id\/apply)|DELETE .*)$/

test('every address that changes something is done here, or is an exception that is named', () => {
  const changing = api.routes
    .filter(({ method, url }) => url.startsWith('/v1/') && method !== 'GET' && method !== 'HEAD')
    .map(({ method, url }) => `${method} ${url}`)
  expect(changing.sort()).toEqual([...Object.keys(acts), ...exceptions].sort())
})

test.each(Object.entries(acts))(
  '%s is in the audit under its request, by whom and from where',
  async (name, act) => {
    const answer = await act()
    expect([name, answer.status]).toEqual([name, expect.toSatisfy((status: number) => status < 300)])
    const requestId = answer.headers.get('x-request-id') ?? ''
    const entries = await api.db.sql<{ actor: string; ip: string; detail: object }[]>`
    select actor, ip, detail from audit_entries where request_id = ${requestId}`
    expect(entries.length).toBeGreaterThan(0)
    for (const { actor, ip, detail } of entries) {
      expect([actor, ip]).toEqual(['key_00000000000000000000000000', '127.0.0.1'])
      if (!changesNoValue.test(name)) {
        const { before, after } = detail as { before?: unknown; after?: unknown }
        expect([name, before === undefined, after === undefined]).toEqual([name, false, false])
        expect(after).not.toEqual(before)
      }
    }
  },
)

test('a person who is not let in is in the audit, without what was typed, and a guesser fills no table', async () => {
  const guess = 'rk_live_not-a-key-of-this-server'
  const made = await makeKey(api, { scopes: ['read'] })
  await api.call('POST', `/v1/keys/${made.id}/revoke`, { reason: 'left' })
  expect((await send('POST', '/v1/session', { key: guess })).status).toBe(401)
  expect((await send('POST', '/v1/session', { key: made.secret })).status).toBe(401)
  const { body } = await api.call('GET', '/v1/audit?action=sign-in-refused')
  expect(body.data).toMatchObject([
    { actor: 'nobody', actor_name: null, target: made.id, reason: 'key_revoked', ip: '127.0.0.1' },
    { actor: 'nobody', target: 'no key of this server', reason: 'key_damaged' },
  ])
  expect(JSON.stringify(body)).not.toContain(guess)
  for (let tries = 0; tries < 40; tries += 1) await send('POST', '/v1/session', { key: guess })
  const [count] = await api.db.sql`
    select count(*)::integer as n from audit_entries where action = 'sign-in-refused'`
  expect(count?.n).toBeLessThan(40)
})
