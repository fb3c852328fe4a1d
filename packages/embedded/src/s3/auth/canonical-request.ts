// The text that both sides sign. It is rebuilt here from what arrived, never from what the caller says it signed.

import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Target } from '../target.ts'

export function canonicalRequest(input: {
  method: string
  target: Target
  headers: IncomingHttpHeaders
  signedHeaders: readonly string[]
  payloadHash: string
}): string {
  let headers = ''
  for (const name of input.signedHeaders) headers += `${name}:${headerValue(input.headers[name])}\n`
  return [
    input.method,
    canonicalPath(input.target.path),
    canonicalQuery(input.target.query),
    headers,
    input.signedHeaders.join(';'),
    input.payloadHash,
  ].join('\n')
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The path was decoded once; encoding it again makes one spelling of it, whatever the caller's library escapes. */
function canonicalPath(path: string): string {
  return path.split('/').map(encodeStrictly).join('/')
}

function canonicalQuery(query: ReadonlyMap<string, string>): string {
  const pairs: string[] = []
  for (const [name, value] of query) {
    if (name !== 'X-Amz-Signature') pairs.push(`${encodeStrictly(name)}=${encodeStrictly(value)}`)
  }
  return pairs.sort().join('&')
}

function headerValue(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '')
  return text.trim().replaceAll(/ {2,}/g, ' ')
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
