import { afterAll, describe, expect, it } from 'vitest'
import { defaultHttpClientSettings, openHttpClient } from '../src/http-client.ts'
import { startHttp, startTcp } from './socket-server.ts'

const http = openHttpClient({ ...defaultHttpClientSettings, connectTimeoutMs: 300, maxReplyBytes: 1000 })
afterAll(() => http.close())

const post = (url: string, onHeadersSent?: () => void, timeoutMs = 2000) =>
  http.postOnce({ url: new URL(url), headers: { 'x-test': '1' }, body: '{"a":1}', timeoutMs, onHeadersSent })

const get = (url: string, signal = new AbortController().signal) =>
  http.get({ url: new URL(url), headers: {}, timeoutMs: 2000, signal })

describe('a POST that never left', () => {
  it.each([
    ['nobody listens', 'http://127.0.0.1:9/x', /ECONNREFUSED/],
    ['the name does not resolve', 'http://no-such-host.invalid/x', /ENOTFOUND|EAI_AGAIN/],
  ])('is known as not sent when %s', async (_why, url, message) => {
    let sent = 0
    const outcome = await post(url, () => sent++)
    expect(outcome).toMatchObject({ outcome: 'not-sent', message: expect.stringMatching(message) })
    expect(sent).toBe(0)
  })

  it('is known as not sent when the TLS handshake is never answered', async () => {
    await using server = await startTcp(() => undefined)
    const outcome = await post(server.url.replace('http:', 'https:'))
    expect(outcome).toMatchObject({ outcome: 'not-sent', message: expect.stringMatching(/timeout/i) })
  })

  it('is known as not sent when the other side speaks no TLS', async () => {
    await using server = await startTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const outcome = await post(server.url.replace('http:', 'https:'))
    expect(outcome.outcome).toBe('not-sent')
  })

  it('is not sent when its time is over before the connection stands', async () => {
    await using server = await startTcp(() => undefined)
    const outcome = await post(server.url.replace('http:', 'https:'), undefined, 50)
    expect(outcome).toMatchObject({ outcome: 'not-sent', message: 'no whole reply within 50 ms' })
  })
})

describe('a POST that left', () => {
  it('is cut, not unsent, when the connection is reset after it', async () => {
    await using server = await startTcp((socket) => socket.resetAndDestroy())
    let sent = 0
    expect(await post(server.url, () => sent++)).toMatchObject({ outcome: 'cut', status: null })
    expect(sent).toBe(1)
    expect(server.connections()).toBe(1)
  })

  it('is cut when no answer comes in time', async () => {
    await using server = await startTcp(() => undefined)
    expect(await post(server.url, undefined, 100)).toMatchObject({
      outcome: 'cut',
      status: null,
      message: 'no whole reply within 100 ms',
    })
  })

  it('is cut with the status and what came of the body when the body ends early', async () => {
    await using server = await startTcp((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id":'),
    )
    expect(await post(server.url)).toMatchObject({ outcome: 'cut', status: 200, body: '{"id":' })
  })

  it('is cut when the reply is larger than is read', async () => {
    await using server = await startHttp((_seen, _request, response) => response.end('x'.repeat(1001)))
    expect(await post(server.url)).toMatchObject({ outcome: 'cut', message: expect.stringMatching(/larger/) })
  })

  it('goes out once, on a connection of its own, and follows no redirect', async () => {
    await using server = await startHttp((_seen, _request, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end('moved')
    })
    expect(await post(`${server.url}/create`)).toMatchObject({
      outcome: 'answered',
      status: 307,
      body: 'moved',
    })
    expect(await post(`${server.url}/create`)).toMatchObject({ outcome: 'answered', status: 307 })
    expect(server.requests.map(({ url }) => url)).toEqual(['/create', '/create'])
    expect(server.requests[0]).toMatchObject({
      body: '{"a":1}',
      headers: { connection: 'close', 'x-test': '1' },
    })
    expect(server.connections()).toBe(2)
  })

  it('is waited for when the client closes', async () => {
    const own = openHttpClient()
    await using server = await startHttp((_seen, _request, response) => {
      void own.close().then(() => undefined)
      setImmediate(() => response.end('{}'))
    })
    const outcome = own.postOnce({ url: new URL(server.url), headers: {}, body: '{}', timeoutMs: 2000 })
    expect(await outcome).toMatchObject({ outcome: 'answered', status: 200 })
  })
})

describe('a poll', () => {
  it('leaves its connection for later ones', async () => {
    await using server = await startHttp((_seen, _request, response) => response.end('{}'))
    for (let polls = 0; polls < 10; polls++) await get(server.url)
    expect(server.requests).toHaveLength(10)
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  it('stops at once when its signal says so', async () => {
    const stop = new AbortController()
    await using server = await startTcp(() => stop.abort())
    expect(await get(server.url, stop.signal)).toMatchObject({ outcome: 'cut', status: null })
  })
})
