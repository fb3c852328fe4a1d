import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FaultProxy, ProxyFault } from './fault-proxy.ts'

export type OpenFaultProxy = FaultProxy & { readonly close: () => Promise<void> }

type Pair = { readonly client: Socket; readonly server: Socket; fromServerBytes: number; isSpoiled: boolean }

/** Listens on a free port of loopback and passes every byte on to `targetPort`, which need not be there yet. */
export async function openFaultProxy(targetPort: number): Promise<OpenFaultProxy> {
  const pairs = new Set<Pair>()
  let fault: ProxyFault | null = null
  let struck = 0

  const server = createServer({ allowHalfOpen: true, noDelay: true })
  server.on('connection', accept)
  const port = await listen(server, 0)

  function accept(client: Socket): void {
    if (fault?.type === 'reset') {
      struck += 1
      client.on('error', ignore)
      client.resetAndDestroy()
      return
    }
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    const pair: Pair = { client, server: upstream, fromServerBytes: 0, isSpoiled: false }
    pairs.add(pair)
    const drop = () => {
      pairs.delete(pair)
      client.destroy()
      upstream.destroy()
    }
    client.on('close', drop)
    upstream.on('close', () => (pair.isSpoiled && fault !== null ? undefined : drop()))
    client.on('error', ignore)
    // Whoever refuses us, or is killed, is seen by our client as if nobody stood between.
    upstream.on('error', () => client.resetAndDestroy())
    carry(pair, client, upstream, false)
    carry(pair, upstream, client, true)
    if (fault?.type === 'half-close') halfClose(pair)
  }

  function carry(pair: Pair, from: Socket, to: Socket, isFromServer: boolean): void {
    let order: Promise<void> | null = null
    from.on('data', (chunk) => {
      if (fault === null && order === null) return pass(from, to, chunk)
      from.pause()
      order = (order ?? Promise.resolve())
        .then(() => suffer(pair, from, to, chunk, isFromServer))
        .then(() => {
          order = null
          from.resume()
        })
    })
    from.on('end', () => {
      if (!pair.isSpoiled) (order ?? Promise.resolve()).then(() => to.end(), ignore)
    })
  }

  async function suffer(
    pair: Pair,
    from: Socket,
    to: Socket,
    chunk: Buffer,
    isFromServer: boolean,
  ): Promise<void> {
    switch (fault?.type) {
      case 'delay':
        struck += 1
        await delay(fault.ms)
        return pass(from, to, chunk)
      case 'throttle':
        struck += 1
        await drip(from, to, chunk)
        return
      case 'cut': {
        if (!isFromServer) return pass(from, to, chunk)
        const left = fault.afterBytes - pair.fromServerBytes
        pair.fromServerBytes += chunk.length
        if (chunk.length < left) return pass(from, to, chunk)
        struck += 1
        // What fits is still on its way when the reset follows, as with a line that breaks.
        if (left > 0) await new Promise((resolve) => to.write(chunk.subarray(0, left), resolve))
        return reset(pair)
      }
      case 'black-hole':
      case 'half-close':
        pair.isSpoiled = true
        struck += 1
        return
      default:
        return pass(from, to, chunk)
    }
  }

  async function drip(from: Socket, to: Socket, chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const rate = fault?.type === 'throttle' ? fault.bytesPerSecond : null
      if (rate === null) return pass(from, to, chunk.subarray(at))
      const bytes = Math.max(1, Math.round(rate / dripsPerSecond))
      pass(from, to, chunk.subarray(at, at + bytes))
      at += bytes
      await delay(1_000 / dripsPerSecond)
    }
  }

  function halfClose(pair: Pair): void {
    pair.isSpoiled = true
    struck += 1
    pair.client.end()
  }

  function resetAll(): number {
    const count = pairs.size
    for (const pair of pairs) reset(pair)
    return count
  }

  return {
    host: '127.0.0.1',
    port,
    apply: (next) => {
      fault = next
      struck = 0
      for (const pair of pairs) pair.fromServerBytes = 0
      switch (next.type) {
        case 'reset':
          struck += resetAll()
          break
        case 'refuse':
          server.close()
          struck += resetAll()
          break
        case 'half-close':
          for (const pair of pairs) halfClose(pair)
          break
        default:
          break
      }
    },
    heal: () => {
      const before = fault
      fault = null
      // Bytes are missing from these: whoever holds one must begin anew.
      for (const pair of pairs) if (pair.isSpoiled) reset(pair)
      if (before?.type === 'refuse' && !server.listening) server.listen(port, '127.0.0.1')
    },
    resetAll,
    struck: () => struck,
    close: async () => {
      resetAll()
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

const dripsPerSecond = 20

function pass(from: Socket, to: Socket, chunk: Buffer): void {
  if (to.destroyed || to.write(chunk)) return
  from.pause()
  to.once('drain', () => from.resume())
}

function reset({ client, server }: Pair): void {
  client.resetAndDestroy()
  server.resetAndDestroy()
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a fault proxy has no port')
  return address.port
}

function ignore(): void {}
