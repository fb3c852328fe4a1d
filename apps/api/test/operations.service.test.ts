import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { aJob, insertJob } from '@reelkeep/testing'
import { describe, expect, test } from 'vitest'
import { start } from '../src/start.ts'
import { startTestApi, testAdminKey, testSecret } from './start-test-api.ts'

const upstream = 'globalaiopc'

test('never writes a prompt, a key or a link to the log', async () => {
  await using api = await startTestApi()
  const canary = 'canary-7f3a'
  const link = `https://images.example.com/${canary}.png?signature=${canary}`
  await api.call('POST', '/v1/jobs', { prompt: canary, model: 'grok_video3', image_urls: [link] })
  await api.call('POST', '/v1/jobs', { prompt: canary, model: canary, [canary]: canary })
  await api.call('GET', `/v1/jobs?q=${canary}&${canary}=1`)
  await api.call('GET', `/v1/jobs?q=${canary}`)
  await api.call('GET', `/${canary}?key=${canary}`)
  await api.call('POST', '/v1/session', { key: canary })
  await api.call('GET', '/v1/jobs', undefined, { authorization: `Bearer ${canary}` })
  // A statement that Postgres refuses carries its parameters; none of them may come out.
  await api.db.sql`alter table jobs add constraint no_jobs check (prompt is null) not valid`
  const broken = await api.call('POST', '/v1/jobs', { prompt: canary, model: 'grok_video3' })
  expect([broken.status, broken.body.error.code]).toEqual([500, 'internal'])
  expect(JSON.stringify(broken.body)).not.toContain(canary)
  const log = api.logged.join('')
  expect(log).not.toContain(canary)
  expect(log).not.toContain(testAdminKey)
  expect(log).not.toContain(testSecret)
  expect(log).toContain(broken.body.error.request_id)
})

test('writes one line per request, in the columns’ words, under the id of the reply', async () => {
  await using api = await startTestApi()
  const made = await api.call(
    'POST',
    '/v1/jobs',
    { prompt: 'x', model: 'grok_video3' },
    { 'x-request-id': 'caller-0001' },
  )
  expect(made.headers.get('x-request-id')).toBe('caller-0001')
  const lines = api.logged.map((line) => JSON.parse(line)).filter((line) => line.request_id === 'caller-0001')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    method: 'POST',
    route: '/v1/jobs',
    status: 202,
    job_id: made.body.id,
    owner_id: 'owner_00000000000000000000000000',
  })
})

test('every reply carries its id and the headers that keep browsers out of trouble', async () => {
  await using api = await startTestApi()
  for (const path of ['/healthz', '/v1/jobs', '/nowhere', '/', '/docs', '/openapi.json']) {
    const { headers } = await api.call('GET', path)
    expect([path, headers.get('x-request-id')]).toEqual([path, expect.stringMatching(/^req_/)])
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    ])
  }
  const page = await api.call('GET', '/')
  expect(page.body).toContain('not built')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
  const missing = await api.call('GET', '/v1/export')
  expect(missing.body.error).toMatchObject({
    type: 'not_found',
    code: 'route_not_found',
    details: [],
    total: 0,
  })
})

test('serves the built page at its addresses with a fresh nonce each time, its files, and nothing beside them', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'reelkeep-page-'))
  await mkdir(join(directory, 'dist', 'assets'), { recursive: true })
  await writeFile(join(directory, 'dist', 'index.html'), '<!doctype html><meta nonce="__CSP_NONCE__">')
  await writeFile(join(directory, 'dist', 'assets', 'main-abc.js'), 'export {}')
  await writeFile(join(directory, 'dist', 'assets', 'main-abc.js.gz'), gzipSync('export {}'))
  await writeFile(join(directory, 'dist', 'theme.js'), '0')
  await writeFile(join(directory, 'secret.txt'), 'secret')
  await using api = await startTestApi({ env: { REELKEEP_DASHBOARD_DIR: join(directory, 'dist') } })
  const nonces = new Set<string>()
  for (const path of [
    '/',
    '/?batch=b',
    '/jobs',
    '/jobs/job_1?q=a+fox',
    '/batches/new',
    '/failures/f',
    '/keys',
  ]) {
    const page = await fetch(api.url + path)
    const policy = page.headers.get('content-security-policy') ?? ''
    const nonce = /style-src 'self' 'nonce-([\w+/=]{22,})';/.exec(policy)?.[1] ?? 'none'
    expect([path, page.status, await page.text()]).toEqual([
      path,
      200,
      `<!doctype html><meta nonce="${nonce}">`,
    ])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toMatch(/media-src 'self' http:\/\/127\.0\.0\.1:\d+/)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('etag')).toBeNull()
    nonces.add(nonce)
  }
  expect(nonces.size, 'a nonce that comes again protects nothing').toBe(7)
  const asset = await fetch(`${api.url}/assets/main-abc.js`)
  expect(asset.headers.get('cache-control')).toContain('immutable')
  expect(asset.headers.get('content-type')).toContain('javascript')
  expect([asset.headers.get('content-encoding'), await asset.text()]).toEqual(['gzip', 'export {}'])
  expect((await fetch(`${api.url}/theme.js`)).headers.get('cache-control')).toBe('no-cache')
  for (const path of [
    '/..%2fsecret.txt',
    '/index.html',
    '/nowhere',
    '/jobs/1/2',
    '/v1/nowhere',
    '/assets/no.js',
  ]) {
    const missing = await fetch(api.url + path)
    expect([path, missing.status, missing.headers.get('content-type')]).toEqual([
      path,
      404,
      'application/json; charset=utf-8',
    ])
  }
  await rm(directory, { recursive: true })
})

test('counts jobs, gates and requests for Prometheus', async () => {
  await using api = await startTestApi()
  await insertJob(api.db, aJob({ upstream, state: 'unconfirmed' }))
  await insertJob(api.db, aJob({ upstream, state: 'archiving' }))
  const { body, headers } = await api.call('GET', '/metrics')
  expect(headers.get('content-type')).toContain('text/plain')
  for (const line of [
    'reelkeep_postgres_up 1',
    'reelkeep_jobs{state="archiving"} 1',
    'reelkeep_unconfirmed_jobs 1',
    'reelkeep_upstream_open{upstream="globalaiopc"} 1',
  ]) {
    expect(body).toContain(line)
  }
  expect(body).toMatch(/reelkeep_soonest_link_expiry_seconds 3\d{3}/)
})

describe('start', () => {
  test('listens where it is told and ends cleanly', async () => {
    await using api = await startTestApi()
    const running = await start({ ...api.config, logLevel: 'silent' })
    expect(await (await fetch(`${running.url}/healthz`)).json()).toEqual({ status: 'alive' })
    await running.stop()
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow()
  })

  test('says in one line that the port is taken and how to move', async () => {
    await using api = await startTestApi()
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const failing = start({ ...api.config, port, logLevel: 'silent' })
    await expect(failing).rejects.toThrow(new RegExp(`^PORT ${port} is taken .* PORT set to a free one$`))
    other.close()
  })
})

test('operations are listed newest first, by state and action, page by page', async () => {
  await using api = await startTestApi()
  const ids: string[] = []
  for (let index = 0; index < 3; index += 1) {
    ids.unshift((await api.call('POST', '/v1/scrub', { sample: index + 1 })).body.id)
  }
  await api.db.sql`
    update operations set state = 'finished', finished_at = now(), problem_count = 5,
      problems = (select jsonb_agg(jsonb_build_object('where', n::text, 'message', 'no')) from generate_series(1, 5) n)
    where id = ${ids[1] ?? ''}`
  const first = await api.call('GET', '/v1/operations?limit=2')
  expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2))
  expect(first.body.data[1]).toMatchObject({
    action: 'scrub',
    state: 'finished',
    options: { sample: 2 },
    problem_total: 5,
    problems: [{ where: '1' }, { where: '2' }, { where: '3' }],
    key_id: 'key_00000000000000000000000000',
  })
  const second = await api.call('GET', `/v1/operations?limit=2&cursor=${first.body.next_cursor}`)
  expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2))
  expect((await api.call('GET', '/v1/operations?state=finished')).body.data).toHaveLength(1)
  expect((await api.call('GET', '/v1/operations?action=retry')).body.data).toEqual([])
  expect((await api.call('GET', '/v1/operations?state=ended')).status).toBe(400)
})
