import { once } from 'node:events'
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { StoreFault } from './world.ts'

export type StoreFront = {
  readonly port: number
  readonly fault: (fault: StoreFault) => { readonly times: () => number; readonly lift: () => void }
  readonly heal: () => void
  readonly close: () => Promise<void>
}

type Standing = { readonly fault: StoreFault; times: number }

/** Hands every request on to the store as it came, unless a fault says otherwise. Signatures hold: nothing is rewritten. */
export async function openStoreFront(storePort: number): Promise<StoreFront> {
  const faults = new Set<Standing>()
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 })
  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const standing = strikes(request)
    const does = standing?.fault.does
    if (does === 'reset') return void request.socket.resetAndDestroy()
    if (typeof does === 'object' && 'status' in does) {
      request.resume()
      await once(request, 'end')
      const code = does.status === 503 ? 'SlowDown' : 'InternalError'
      response.writeHead(does.status, { 'content-type': 'application/xml' })
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>chaos</Message></Error>`)
      return
    }
    if (typeof does === 'object') await new Promise((resolve) => setTimeout(resolve, does.delayMs))
    handOn(request, response, does === 'lose-reply')
  }

  function strikes(request: IncomingMessage): Standing | null {
    for (const standing of faults) {
      const { method, call, times, keyEnds = '' } = standing.fault
      if (request.method !== method || (call !== 'any' && call !== callOf(request))) continue
      if (standing.times >= times || !keyOf(request).endsWith(keyEnds)) continue
      standing.times += 1
      return standing
    }
    return null
  }

  function handOn(request: IncomingMessage, response: ServerResponse, losesReply: boolean): void {
    const { expect: _waited, ...headers } = request.headers
    const onward = openRequest(
      {
        host: '127.0.0.1',
        port: storePort,
        method: request.method,
        path: request.url,
        headers,
        agent: false,
      },
      (reply) => {
        if (losesReply) {
          reply.resume()
          reply.once('end', () => request.socket.resetAndDestroy())
          return
        }
        response.writeHead(reply.statusCode ?? 502, reply.headers)
        reply.pipe(response)
        reply.once('error', () => response.destroy())
      },
    )
    // A store that is killed is seen as a connection that breaks.
    onward.once('error', () => request.socket.resetAndDestroy())
    request.once('error', () => onward.destroy())
    response.once('close', () => onward.destroy())
    request.pipe(onward)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the front of the store has no port')
  return {
    port: address.port,
    fault: (fault) => {
      const standing: Standing = { fault, times: 0 }
      faults.add(standing)
      return { times: () => standing.times, lift: () => void faults.delete(standing) }
    },
    heal: () => faults.clear(),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function keyOf({ url = '' }: IncomingMessage): string {
  return decodeURIComponent(new URL(url, 'http://store').pathname)
}

function callOf({ method, url = '' }: IncomingMessage): StoreFault['call'] {
  const { searchParams } = new URL(url, 'http://store')
  if (searchParams.has('partNumber')) return 'part'
  if (method === 'POST' && searchParams.has('uploadId')) return 'complete'
  return [...searchParams.keys()].some((name) => name !== 'x-id') ? 'any' : 'object'
}
