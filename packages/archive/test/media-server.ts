import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const fixtures = new URL('../../simulator/fixtures/', import.meta.url)

/** A real clip: 1280 by 720, H.264, a second of 24 frames. */
export const clip = readFileSync(new URL('aurora-1280x720.mp4', fixtures))
export const upright = readFileSync(new URL('dusk-720x1280.mp4', fixtures))

/** An MP4 box with its header. */
export function box(type: string, ...bodies: Buffer[]): Buffer {
  const body = Buffer.concat(bodies)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(body.length + 8)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}

/** The same clip with bytes nobody plays at its end, for a size of one's choice. */
export function padded(bytes: number): Buffer {
  const body = Buffer.alloc(bytes - clip.length - 8)
  for (let at = 0; at < body.length; at += 4096) body.writeUInt32LE(at, Math.min(at, body.length - 4))
  return Buffer.concat([clip, box('free', body)])
}

/** The top-level boxes of a file, in order. */
export function topBoxes(file: Buffer): { type: string; bytes: Buffer }[] {
  const found: { type: string; bytes: Buffer }[] = []
  for (let at = 0; at < file.length; at += file.readUInt32BE(at)) {
    found.push({
      type: file.toString('latin1', at + 4, at + 8),
      bytes: file.subarray(at, at + file.readUInt32BE(at)),
    })
  }
  return found
}

export type MediaServer = AsyncDisposable & {
  readonly host: string
  readonly url: string
  readonly seen: IncomingMessage[]
}

/** A stranger's server on loopback; `answer` says how it misbehaves. */
export async function startMedia(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<MediaServer> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    response.on('error', () => undefined)
    seen.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
