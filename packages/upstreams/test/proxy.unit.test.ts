import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { defaultHttpClientSettings, openHttpClient, readProxySettings } from '../src/index.ts'

test('an https upstream is reached through the proxy, and a proxy that refuses means that nothing was sent', async () => {
  const asked: string[] = []
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const client = openHttpClient({
    ...defaultHttpClientSettings,
    proxy: readProxySettings({ HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'direct.invalid' }),
  })
  const post = (host: string) =>
    client.postOnce({ url: new URL(`https://${host}/v1`), headers: {}, body: '{}', timeoutMs: 5_000 })
  try {
    expect((await post('upstream.example.com')).outcome).toBe('not-sent')
    expect((await post('direct.invalid')).outcome).toBe('not-sent')
    expect(asked).toEqual(['upstream.example.com:443'])
  } finally {
    await client.close()
    proxy.close()
  }
})
