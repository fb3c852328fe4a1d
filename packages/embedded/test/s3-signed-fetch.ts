// Requests signed by hand, to send what no SDK would.

import { createHash, createHmac } from 'node:crypto'
import { s3Key } from './s3-targets.ts'

export interface SignedRequest {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Stands for the hash of the body: UNSIGNED-PAYLOAD and its like. */
  payloadHash?: string
  signedAt?: Date
  region?: string
  /** What is sent in place of what was signed. */
  after?: { url?: string; method?: string; headers?: Record<string, string>; body?: string | Buffer }
}

export function signedFetch(request: SignedRequest): Promise<Response> {
  const { method = 'GET', body, after = {} } = request
  const headers = { ...signedHeaders(request), ...after.headers }
  const { host: _, ...sent } = headers
  const bytes = after.body ?? body
  return fetch(after.url ?? request.url, {
    method: after.method ?? method,
    headers: sent,
    ...(bytes === undefined ? {} : { body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes) }),
  })
}

export function signedHeaders(request: SignedRequest): Record<string, string> {
  const { method = 'GET', headers = {}, body = '', signedAt = new Date(), region = 'us-east-1' } = request
  const url = new URL(request.url)
  const timestamp = signedAt.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const payloadHash = request.payloadHash ?? createHash('sha256').update(body).digest('hex')
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': timestamp,
  }
  const names = Object.keys(all).sort()
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const lines = [
    method,
    url.pathname,
    query,
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    payloadHash,
  ]
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`
  const digest = createHash('sha256').update(lines.join('\n')).digest('hex')
  const key = scope
    .split('/')
    .reduce((secret: string | Buffer, part) => hmac(secret, part), `AWS4${s3Key.secretAccessKey}`)
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${digest}`).toString('hex')
  const credential = `Credential=${s3Key.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}`
  return { ...all, authorization: `AWS4-HMAC-SHA256 ${credential}, Signature=${signature}` }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
