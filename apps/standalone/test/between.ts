import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to a request on its way; `lost` lets it arrive and drops the answer, `refused` drops it before. */
export type Fate = 'arrives' | 'lost' | 'refused'

/** A line to a server that a test can cut, as a person's is cut by a lid, a tunnel or a restart. */
export async function openLineTo(
  url: string,
  fateOf: (request: { method: string; path: string }) => Fate | Promise<Fate>,
): Promise<{ readonly url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer((request, reply) => {
    void (async () => {
      const { method = 'GET', url: path = '/' } = request
      const body = await bodyOf(request)
      const fate = await fateOf({ method, path })
      if (fate === 'refused') {
        request.socket.destroy()
        return
      }
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: passedOn(request),
        ...(method === 'GET' ? {} : { body }),
        redirect: 'manual',
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (fate === 'lost') {
        request.socket.destroy()
        return
      }
      reply.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(bytes)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const names = ['authorization', 'accept', 'content-type', 'idempotency-key', 'range']
  return Object.fromEntries(
    names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  )
}
