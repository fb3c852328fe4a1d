import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'

export type TestServer = AsyncDisposable & {
  readonly url: string
  readonly connections: () => number
  readonly requests: readonly SeenRequest[]
}
export type SeenRequest = { method: string; url: string; headers: IncomingMessage['headers']; body: string }

/** A real HTTP server on loopback that remembers what it was sent before it answers. */
export async function startHttp(
  answer: (request: SeenRequest, ...rest: Parameters<RequestListener>) => void,
): Promise<TestServer> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      requests.push(seen)
      answer(seen, request, response)
    })
  })
  return { ...(await listen(server)), requests }
}

/** A TCP server that does with each connection what it is told, once the first bytes are there. */
export async function startTcp(onBytes: (socket: Socket, bytes: Buffer) => void): Promise<TestServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (bytes: Buffer) => onBytes(socket, bytes))
  })
  return { ...(await listen(server)), requests: [] }
}

async function listen(server: Server | ReturnType<typeof createTcpServer>) {
  let connections = 0
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
