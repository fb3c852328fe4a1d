import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createConnectGuard, openImageLinkChecker } from '@reelkeep/archive'
import { expect, test } from 'vitest'
import { keyHeader, makeKey } from './keys.ts'
import {
  type Answer,
  startTestApi,
  type TestApi,
  type TestApiOptions,
  testAdminKey,
} from './start-test-api.ts'

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000002800000016808060000000000000000', 'hex'),
  Buffer.from('the rest'),
])
const sha256 = createHash('sha256').update(png).digest('hex')
const reference = `upload:${sha256}`

/** The whole api, its upstreams as the test needs them. */
function start(section: object, options: TestApiOptions = {}): Promise<TestApi> {
  const upstreams = { globalaiopc: { prices: { grok_video3: { per_second_usd: '0.05' } }, ...section } }
  return startTestApi({ ...options, upstreams })
}

async function upload(
  api: TestApi,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${api.url}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'image/png', ...headers },
    body: body as string,
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

async function postFile(api: TestApi, file: string, query: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${api.url}/v1/batches?${new URLSearchParams({ name: 'b', ...query })}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'text/csv' },
    body: file,
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

const dryRun = { dry_run: 'true' }
/** Simulated, beside us: links of a private store will do, and links are not looked at unless asked. */
const simulated = { simulated: true, base_url: 'http://127.0.0.1:1', check_images: false }

test('an image is kept once per owner, however often it is sent, and is told by its own bytes', async () => {
  await using api = await start(simulated)
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => upload(api, png)))
  expect([first, ...others].map((answer) => answer?.status).sort()).toEqual([200, 200, 201])
  expect(new Set([first, ...others].map((answer) => answer?.body.id)).size).toBe(1)
  expect(first?.body).toEqual({
    id: expect.stringMatching(/^image_/),
    object: 'upload',
    reference,
    sha256,
    bytes: png.length,
    content_type: 'image/png',
    width: 640,
    height: 360,
    created_at: expect.any(String),
  })
  expect(await api.store.head(`admin/references/${sha256}.png`)).toMatchObject({ bytes: png.length })
  const lied = await upload(api, png, { 'content-type': 'application/octet-stream' })
  expect([lied.status, lied.body.id]).toEqual([200, first?.body.id])
  for (const name of [first?.body.id, sha256]) {
    expect((await api.call('GET', `/v1/uploads/${name}`)).body).toEqual(first?.body)
  }
  expect((await api.call('GET', `/v1/uploads/${sha256.replace(/^./, 'x')}`)).status).toBe(404)
})

test('what is no image is refused by name, and nothing is kept', async () => {
  await using api = await start(simulated)
  const page = await upload(api, '<!doctype html><title>Log in</title>')
  expect([page.status, page.body.error.code]).toEqual([400, 'not_an_image'])
  expect(page.body.error.message).toBe(
    'The body is a web page, not a PNG, JPEG or WebP; send the image file itself, saved in one of these.',
  )
  expect((await upload(api, '')).body.error.message).toContain('empty')
  expect((await upload(api, png, { 'content-type': 'text/html' })).status).toBe(415)
  const long = await upload(api, Buffer.concat([png, Buffer.alloc(20 * 1024 * 1024)]))
  expect([long.status, long.body.error.code]).toEqual([413, 'body_too_large'])
  expect(await api.db.sql`select from reference_images`).toHaveLength(0)
})

test('one key stands for one image', async () => {
  await using api = await start(simulated)
  const key = { 'idempotency-key': 'once' }
  const first = await upload(api, png, key)
  const again = await upload(api, png, key)
  expect([again.status, again.body]).toEqual([201, first.body])
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  const other = await upload(api, Buffer.concat([png, png]), key)
  expect([other.status, other.body.error.code]).toEqual([409, 'idempotency_conflict'])
})

test('paths of a file become references, and the same file again creates nothing', async () => {
  await using api = await start(simulated)
  const file = 'prompt,model,image_urls\nA cat,grok_video3,images/my cat.png\nA dog,grok_video3,\n'
  const first = await postFile(api, file, dryRun)
  expect(first.body).toMatchObject({ valid: false, local_images: ['images/my cat.png'] })
  expect(first.body.problems).toMatchObject([
    { row: 1, line: 2, column: 3, path: 'image_urls[0]', code: 'image_local_path' },
  ])
  await upload(api, png)
  const images = { 'images/my cat.png': reference }
  const map = await api.call('POST', '/v1/uploads/maps', { images })
  expect(map.body).toMatchObject({ object: 'image_map', images: 1 })
  const query = { images: map.body.id }
  const second = await postFile(api, file, { ...query, ...dryRun })
  expect(second.body).toMatchObject({ valid: true, local_images: [], created: 2 })
  expect(second.body.expanded[0].params.image_urls).toEqual([reference])
  const made = await postFile(api, file, query)
  expect([made.status, made.body.created]).toEqual([202, 2])
  const [row] = await api.db.sql`select image_urls, row_data from jobs where batch_row = 1`
  expect(row).toMatchObject({ image_urls: [reference], row_data: { image_urls: 'images/my cat.png' } })

  // The same map has the same id, and a reference written by hand is the same row.
  expect((await api.call('POST', '/v1/uploads/maps', { images })).body.id).toBe(map.body.id)
  const byHand = file.replace('images/my cat.png', reference)
  expect((await postFile(api, byHand)).body).toMatchObject({ created: 0, unchanged: 2 })
})

test('a map may name only what its owner has uploaded', async () => {
  await using api = await start(simulated)
  const map = await api.call('POST', '/v1/uploads/maps', {
    images: { 'a.png': reference, 'b.png': 'https://x' },
  })
  expect(map.status).toBe(400)
  expect(map.body.error.details).toMatchObject([
    { path: 'images.a.png', code: 'image_not_uploaded' },
    { path: 'images.b.png', code: 'image_not_uploaded' },
  ])
  const unknown = await postFile(api, 'prompt,model\nA cat,grok_video3\n', { images: 'images_0', ...dryRun })
  expect([unknown.status, unknown.body.error.code]).toEqual([400, 'images_not_known'])
})

test('a row is refused whose upload is not there, or cannot reach its upstream', async () => {
  await using api = await start({ check_images: false })
  const file = `prompt,model,image_urls\nA cat,grok_video3_max,${reference}\nA dog,grok_video3,${reference}\n`
  const missing = await postFile(api, file, dryRun)
  expect(missing.body.problems).toMatchObject([
    { row: 1, code: 'image_not_uploaded' },
    { row: 2, code: 'image_not_uploaded' },
  ])
  await upload(api, png)
  // The store of the test is private: only the model that takes images inside the request can have this one.
  const { body } = await postFile(api, file, dryRun)
  expect(body.problems).toMatchObject([{ row: 1, line: 2, column: 3, code: 'image_store_not_public' }])
  expect(body.problems[0].message).toContain('Set S3_PUBLIC_ENDPOINT')
  const job = { prompt: 'A cat', image_urls: [reference] }
  const refused = await api.call('POST', '/v1/jobs', { ...job, model: 'grok_video3_max' })
  expect([refused.status, refused.body.error.code]).toEqual([400, 'image_store_not_public'])
  expect((await api.call('POST', '/v1/jobs', { ...job, model: 'grok_video3' })).status).toBe(202)
})

test('an upload that goes inside the request counts against what the request may have', async () => {
  await using api = await start({ check_images: false })
  const large = Buffer.concat([png, Buffer.alloc(4 * 1024 * 1024)])
  const { body: kept } = await upload(api, large)
  const job = { prompt: 'A cat', model: 'grok_video3', image_urls: [kept.reference] }
  const refused = await api.call('POST', '/v1/jobs', job)
  expect([refused.status, refused.body.error.code]).toEqual([400, 'images_too_large'])
})

/** A stranger's host that every name leads to, and what was asked of it; tests ask no network. */
async function startStranger() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const path = (request.url ?? '').split('?')[0]
    if (path === '/gone.png') response.writeHead(404).end()
    else if (path === '/down.png') response.writeHead(503).end()
    else if (path === '/page.png') response.end('<html>')
    else if (path === '/inward.png') response.writeHead(302, { location: 'http://10.0.0.1/' }).end()
    else response.end(png)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  const checker = openImageLinkChecker(createConnectGuard({ allowPrivateHosts: [host] }))
  return {
    asked,
    links: {
      check: (link: string, signal: AbortSignal) =>
        checker.check(link.replace(/^https:\/\/[^/]+/, `http://${host}`), signal),
      close: checker.close,
    },
    [Symbol.asyncDispose]: async () => {
      await checker.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

const at = (name: string) => `https://images.example.com/${name}`

test('each distinct link of a file is looked at once, and every row that it fails is named', async () => {
  await using stranger = await startStranger()
  await using api = await start({}, { imageLinks: stranger.links })
  const file = [
    'prompt,model,image_urls',
    `one,grok_video3,${at('good.png?secret=1')}`,
    `two,grok_video3,${at('gone.png')}`,
    `three,grok_video3,${at('good.png?secret=1')} ${at('page.png')}`,
    `four,grok_video3,${at('gone.png')}`,
    `five,grok_video3,${at('down.png')}`,
    `six,grok_video3,${at('inward.png')}`,
  ].join('\n')
  const { body } = await postFile(api, file, dryRun)
  expect(body.problems).toMatchObject([
    { row: 2, line: 3, column: 3, path: 'image_urls[0]', code: 'image_not_found' },
    { row: 3, path: 'image_urls[1]', code: 'image_not_an_image' },
    { row: 4, code: 'image_not_found' },
    { row: 5, code: 'image_unreachable' },
    { row: 6, code: 'image_link_refused' },
  ])
  expect(stranger.asked.toSorted()).toEqual(
    ['/good.png?secret=1', '/gone.png', '/page.png', '/down.png', '/inward.png'].sort(),
  )
  // The order after the dry run asks only what may have changed.
  const made = await postFile(api, file, { on_invalid: 'skip' })
  expect([made.status, made.body.created, made.body.skipped.length]).toEqual([202, 1, 5])
  expect(stranger.asked.length).toBe(6)
  const kept = await api.db.sql`select * from image_link_checks`
  expect(JSON.stringify(kept)).not.toContain('secret')
})

test('rows that stand already are not asked about again, though their link is dead by now', async () => {
  await using stranger = await startStranger()
  await using api = await start({}, { imageLinks: stranger.links })
  const file = `prompt,model,image_urls\none,grok_video3,${at('gone.png')}\n`
  const made = await postFile(api, file, { check_images: 'false' })
  expect([made.status, made.body.created, stranger.asked]).toEqual([202, 1, []])
  const again = await postFile(api, `${file}two,grok_video3,\n`)
  expect([again.status, again.body.created, again.body.unchanged, stranger.asked]).toEqual([202, 1, 1, []])
  const changed = await postFile(api, file.replace('one', 'other'))
  expect([changed.status, changed.body.error.code]).toEqual([400, 'image_not_found'])
})

test('a single job has its links looked at too, and a simulated upstream only when asked', async () => {
  await using stranger = await startStranger()
  const job = { prompt: 'A cat', model: 'grok_video3', image_urls: [at('page.png')] }
  await using api = await start({}, { imageLinks: stranger.links })
  const refused = await api.call('POST', '/v1/jobs', job)
  expect([refused.status, refused.body.error.code]).toEqual([400, 'image_not_an_image'])
  expect((await api.call('POST', '/v1/jobs', { ...job, check_images: false })).status).toBe(202)
  await using other = await start({ simulated: true }, { imageLinks: stranger.links })
  expect((await other.call('POST', '/v1/jobs', job)).status).toBe(202)
  expect((await other.call('POST', '/v1/jobs', { ...job, check_images: true })).status).toBe(400)
  expect((await other.call('POST', '/v1/jobs', { ...job, check_images: 'no' })).body.error.code).toBe(
    'not_true_or_false',
  )
})

/** Distinct images of one size. */
function anImage(number: number): Buffer {
  return Buffer.concat([png, Buffer.from(String(number).padStart(4, '0'))])
}

async function objectsUnder(api: TestApi, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of api.store.list(prefix)) keys.push(key)
  return keys
}

test('twenty images at once hold no more than an owner may, to the byte, and each refusal says how room is made', async () => {
  const size = anImage(0).length
  await using api = await start(simulated, { uploads: { maxBytes: size * 5 } })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => upload(api, anImage(index))))
  const refused = answers.filter(({ status }) => status === 413)
  expect([answers.filter(({ status }) => status === 201).length, refused.length]).toEqual([5, 15])
  expect(refused[0]?.body.error).toMatchObject({
    code: 'uploads_full',
    message: expect.stringMatching(
      /uploads hold \d+ bytes of the 230 bytes that an owner may hold \(uploads.max_bytes\).*reelkeep uploads delete/,
    ),
  })
  const [held] = await api.db.sql`
    select image_bytes, (select sum(bytes) from reference_images)::bigint as sum from owners where name = 'admin'`
  expect(held).toEqual({ image_bytes: BigInt(size * 5), sum: BigInt(size * 5) })
  expect(await objectsUnder(api, 'admin/references/')).toHaveLength(5)
  // What is held already needs no room, and another owner has its own.
  const kept = answers.findIndex(({ status }) => status === 201)
  expect((await upload(api, anImage(kept))).status).toBe(200)
  const other = await makeKey(api, { scopes: ['submit'], owner: 'studio' })
  expect((await upload(api, anImage(99), keyHeader(other.secret))).status).toBe(201)
})

test('a deleted image frees its bytes; one that a job still needs stays, and another owner’s is not there', async () => {
  const size = anImage(0).length
  await using api = await start(simulated, { uploads: { maxBytes: size * 2 } })
  const [needed, idle] = [await upload(api, anImage(1)), await upload(api, anImage(2))]
  const file = `prompt,model,image_urls\nA cat,grok_video3,${needed.body.reference}\n`
  expect((await postFile(api, file)).status).toBe(202)
  const list = await api.call('GET', '/v1/uploads?limit=1')
  expect(list.body).toMatchObject({
    object: 'list',
    data: [idle.body],
    has_more: true,
    held_bytes: size * 2,
    max_bytes: size * 2,
  })
  const next = await api.call('GET', `/v1/uploads?cursor=${list.body.next_cursor}`)
  expect(next.body).toMatchObject({ data: [needed.body], has_more: false })

  const stranger = await makeKey(api, { scopes: ['submit'], owner: 'studio' })
  const remove = (id: string, headers = {}) => api.call('DELETE', `/v1/uploads/${id}`, undefined, headers)
  expect((await remove(idle.body.id, keyHeader(stranger.secret))).status).toBe(404)
  const [job] = await api.db.sql<{ id: string }[]>`select id from jobs`
  const refused = await remove(needed.body.sha256)
  expect([refused.status, refused.body.error.code]).toEqual([409, 'image_in_use'])
  expect(refused.body.error.message).toContain(job?.id)
  expect((await upload(api, anImage(3))).status).toBe(413)

  expect((await remove(idle.body.sha256)).body).toEqual({
    id: idle.body.id,
    object: 'upload',
    deleted: true,
    bytes: size,
  })
  expect((await remove(idle.body.id)).status).toBe(404)
  expect(await objectsUnder(api, 'admin/references/')).toEqual([`admin/references/${needed.body.sha256}.png`])
  expect((await upload(api, anImage(3))).status).toBe(201)
  const audited = await api.db.sql`select target, detail from audit_entries where action = 'upload-deleted'`
  expect(audited).toEqual([{ target: idle.body.id, detail: { sha256: idle.body.sha256, bytes: size } }])

  expect((await api.call('POST', `/v1/jobs/${job?.id}/cancel`)).status).toBe(200)
  expect((await remove(needed.body.id)).status).toBe(200)
})
