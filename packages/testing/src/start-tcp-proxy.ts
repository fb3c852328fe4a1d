import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  readonly port: number
  /** Cuts every connection and takes no more. */
  cut(): Promise<void>
  /** Listens on the same port again. */
  mend(): Promise<void>
  /** Connections stay open and carry nothing, as with a stopped server behind them; new ones too. */
  freeze(): void
  /** Carries again what comes from now on. */
  thaw(): void
  /** What the server says waits, on connections to come too, until it is let through. */
  hold(): void
  letThrough(): void
  close(): Promise<void>
}

/** A wire to a server that a test may cut or freeze. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const answers = new Set<Socket>()
  let isFrozen = false
  let isHeld = false
  const server = createServer((client) => {
    const upstream = connect(target)
    answers.add(upstream)
    upstream.on('close', () => answers.delete(upstream))
    if (isHeld) upstream.pause()
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined)
      from.on('data', (bytes) => isFrozen || to.write(bytes))
      from.on('end', () => to.end())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : Promise.resolve()
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    port,
    cut,
    mend: async () => {
      await once(server.listen(port, '127.0.0.1'), 'listening')
    },
    freeze: () => {
      isFrozen = true
    },
    thaw: () => {
      isFrozen = false
    },
    hold: () => {
      isHeld = true
      for (const answer of answers) answer.pause()
    },
    letThrough: () => {
      isHeld = false
      for (const answer of answers) answer.resume()
    },
    close: cut,
  }
}
