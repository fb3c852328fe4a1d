import type { IncomingMessage } from 'node:http'

/** Room for seven images as base64. */
const bodyBytesMax = 64 * 1024 * 1024

export type ReadBody =
  | { readonly outcome: 'json'; readonly value: unknown }
  | { readonly outcome: 'not-json' }
  | { readonly outcome: 'too-large' }

export function readBody(request: IncomingMessage): Promise<ReadBody> {
  // Events, not an async iterator: a benchmark posts thousands of times and shares the machine with us.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let received = 0
    request.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received <= bodyBytesMax) chunks.push(chunk)
    })
    request.on('end', () =>
      resolve(received > bodyBytesMax ? { outcome: 'too-large' } : parse(Buffer.concat(chunks))),
    )
    request.on('error', reject)
    request.on('close', () => reject(new Error('the client went away')))
  })
}

function parse(bytes: Buffer): ReadBody {
  try {
    return { outcome: 'json', value: JSON.parse(bytes.toString('utf8')) }
  } catch {
    return { outcome: 'not-json' }
  }
}
