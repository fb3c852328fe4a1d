import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createConnectGuard, openImageLinkChecker } from '../src/index.ts'
import { png } from './images.ts'
import { startMedia } from './media-server.ts'

const never = new AbortController().signal

/** A checker that may reach one host of ours besides the public ones; the names of others lead where the test says. */
function openChecker(host: string, resolve?: (host: string) => Promise<readonly string[]>) {
  const guard = createConnectGuard({ allowPrivateHosts: [host], ...(resolve && { resolve }) })
  const checker = openImageLinkChecker(guard)
  return { check: checker.check, [Symbol.asyncDispose]: checker.close }
}

test('only the beginning of an image is read, however long it is', async () => {
  let sent = 0
  await using media = await startMedia((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': 1_000_000_000 })
    response.write(png(8, 8, 'x'.repeat(600)))
    const more = setInterval(() => {
      response.write(Buffer.alloc(65_536))
      sent += 65_536
    }, 5)
    response.on('close', () => clearInterval(more))
  })
  await using checker = openChecker(media.host)
  expect(await checker.check(`${media.url}/a.png`, never)).toEqual({ outcome: 'image' })
  expect(sent).toBeLessThan(10_000_000)
  expect(media.seen[0]?.headers.accept).toMatch(/^image\/png/)
})

test('a page, a picture of another kind and an empty answer are not taken for an image', async () => {
  const bodies: Record<string, string> = {
    '/page': '<!doctype html><p>Log in',
    '/gif': 'GIF89a',
    '/none': '',
  }
  await using media = await startMedia((request, response) => {
    // What the header says is nothing to go by.
    response.writeHead(200, { 'content-type': 'image/png' }).end(bodies[request.url ?? ''])
  })
  await using checker = openChecker(media.host)
  const found = await Promise.all(Object.keys(bodies).map((path) => checker.check(media.url + path, never)))
  expect(found).toEqual([
    {
      outcome: 'not_an_image',
      message: 'a web page is behind the link where a PNG, JPEG or WebP should be',
    },
    { outcome: 'not_an_image', message: 'a GIF is behind the link where a PNG, JPEG or WebP should be' },
    { outcome: 'not_an_image', message: 'nothing is behind the link where a PNG, JPEG or WebP should be' },
  ])
})

test('what is gone is told from what may be there the next time', async () => {
  await using media = await startMedia((request, response) => {
    response.writeHead(Number(request.url?.slice(1))).end('no')
  })
  await using checker = openChecker(media.host)
  const outcomes = [404, 410, 403, 429, 500, 503].map(async (status) => {
    const { outcome } = await checker.check(`${media.url}/${status}`, never)
    return [status, outcome]
  })
  expect(Object.fromEntries(await Promise.all(outcomes))).toEqual({
    403: 'missing',
    404: 'missing',
    410: 'missing',
    429: 'unreachable',
    500: 'unreachable',
    503: 'unreachable',
  })
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as { port: number }
  closed.close()
  await using other = openChecker(`127.0.0.1:${port}`)
  expect((await other.check(`http://127.0.0.1:${port}/a.png`, never)).outcome).toBe('unreachable')
})

test('a private address is refused at every hop, whatever it is dressed as', async () => {
  await using inside = await startMedia((_, response) => void response.end(png(8, 8)))
  await using media = await startMedia((request, response) => {
    const to = new URL(request.url ?? '', 'http://x').searchParams.get('to') ?? ''
    response.writeHead(302, { location: to }).end()
  })
  const port = inside.host.split(':')[1] ?? ''
  await using checker = openChecker(media.host, async () => ['127.0.0.1'])
  const links = [
    inside.url,
    `https://127.0.0.1:${port}/a.png`,
    `https://rebound.example.com:${port}/a.png`,
    `${media.url}/?to=${encodeURIComponent(inside.url)}`,
    `${media.url}/?to=${encodeURIComponent(`https://[::ffff:127.0.0.1]:${port}/`)}`,
    `${media.url}/?to=${encodeURIComponent('http://169.254.169.254/latest/meta-data')}`,
    `${media.url}/?to=file:///etc/passwd`,
  ]
  const outcomes = await Promise.all(links.map(async (link) => (await checker.check(link, never)).outcome))
  expect(new Set(outcomes)).toEqual(new Set(['refused']))
  expect(inside.seen).toEqual([])
  const loop = `${media.url}/?to=${encodeURIComponent('/?to=/')}`
  expect((await checker.check(loop, never)).outcome).toBe('unreachable')
})

test('a check that is stopped ends at once', async () => {
  await using media = await startMedia(() => undefined)
  await using checker = openChecker(media.host)
  const stop = new AbortController()
  const found = checker.check(`${media.url}/a.png`, stop.signal)
  stop.abort()
  expect((await found).outcome).toBe('unreachable')
})
