// The two calls that every clip makes, without the SDK's machinery round them: it costs five times as much as the
// calls do. Whatever is not the plain answer is left to the SDK, which retries, follows regions and corrects clocks.

import { type Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { createSigner, type SigningKey, type Unsigned } from './sign-request.ts'

export type QuickCalls = {
  /** Null: not the plain answer; ask the SDK. */
  put(
    key: string,
    body: Buffer,
    headers: Headers,
    sha256: string,
    signal?: AbortSignal,
  ): Promise<'written' | 'taken' | null>
  head(
    key: string,
    headers: Headers,
    signal?: AbortSignal,
  ): Promise<IncomingMessage['headers'] | 'missing' | null>
}

type Headers = { readonly [name: string]: string }

export type QuickCallsParts = {
  /** The bucket's own address, without a slash at the end. */
  readonly bucketUrl: () => string
  readonly region: string
  readonly credentials: () => Promise<SigningKey>
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent }
  readonly clock: { now(): Date }
  readonly timeoutMs: number
}

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export function openQuickCalls(parts: QuickCallsParts): QuickCalls {
  const sign = createSigner(parts.region)
  const call = async (
    request: Omit<Unsigned, 'url'> & { readonly key: string; readonly body?: Buffer },
    signal: AbortSignal | undefined,
  ): Promise<IncomingMessage | null> => {
    try {
      const url = new URL(`${parts.bucketUrl()}/${encodeKey(request.key)}`)
      const headers = sign({ ...request, url }, await parts.credentials(), parts.clock.now())
      return await exchange(parts, url, { ...request, headers }, signal)
    } catch (error) {
      // Our own stop is an answer; everything else is for the SDK to meet again and to name.
      if (signal?.aborted) throw error
      return null
    }
  }
  return {
    put: async (key, body, headers, sha256, signal) => {
      const all = { ...headers, 'content-length': String(body.length) }
      const reply = await call({ method: 'PUT', key, headers: all, payloadSha256: sha256, body }, signal)
      if (reply?.statusCode === 200) return 'written'
      return reply?.statusCode === 412 ? 'taken' : null
    },
    head: async (key, headers, signal) => {
      const reply = await call({ method: 'HEAD', key, headers, payloadSha256: emptySha256 }, signal)
      if (reply?.statusCode === 200) return reply.headers
      return reply?.statusCode === 404 ? 'missing' : null
    },
  }
}

function exchange(
  { agents, timeoutMs }: QuickCallsParts,
  url: URL,
  { method, headers, body }: { readonly method: string; readonly headers: Headers; readonly body?: Buffer },
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, ...(signal && { signal }) }
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http })
    // The whole call, not its silences: a store that takes a byte now and then is away too.
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    request.on('close', () => clearTimeout(timer))
    request.on('error', reject)
    request.on('response', (reply) => {
      // The status is the answer; an error's XML is read by nobody here, and the connection goes back when it is over.
      reply.on('error', reject)
      reply.on('end', () => resolve(reply))
      reply.resume()
    })
    request.end(body)
  })
}

/** Each part of the key as the signature wants it: everything escaped but letters, digits and `-._~`. */
function encodeKey(key: string): string {
  return key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/')
}
