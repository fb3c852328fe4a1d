import { RefusedError } from './refused-error.ts'
import { SilentError } from './silent-error.ts'

export type FileOrder = {
  /** With its query. */
  readonly url: string
  readonly body: Blob
  readonly type: string
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  /** How much has left, from 0 to 1; at 1 the server is reading what it has. */
  readonly onSent?: (share: number) => void
}

/** As long as the server itself gives a file. */
const answerTimeoutMs = 600_000

/** Posts a file. Not by `fetch`, which does not say how far it is. Rejects with RefusedError or SilentError. */
export function sendFile(order: FileOrder): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = new XMLHttpRequest()
  request.open('POST', order.url)
  request.timeout = answerTimeoutMs
  request.setRequestHeader('content-type', order.type)
  if (order.idempotencyKey !== undefined) request.setRequestHeader('idempotency-key', order.idempotencyKey)
  request.upload.onprogress = ({ loaded, total }) => order.onSent?.(total === 0 ? 1 : loaded / total)
  request.onload = () => {
    if (request.status >= 200 && request.status < 300) resolve(request.responseText)
    else reject(refusalOf(request))
  }
  request.onerror = () => reject(new SilentError(null))
  request.ontimeout = () => reject(new SilentError(new DOMException('No answer in time', 'TimeoutError')))
  request.onabort = () => reject(new DOMException('Called off', 'AbortError'))
  order.signal?.addEventListener('abort', () => request.abort(), { once: true })
  if (order.signal?.aborted === true) reject(new DOMException('Called off', 'AbortError'))
  else request.send(order.body)
  return promise
}

function refusalOf(request: XMLHttpRequest): RefusedError {
  const headers = new Headers()
  for (const name of ['x-request-id', 'retry-after']) {
    const value = request.getResponseHeader(name)
    if (value !== null) headers.set(name, value)
  }
  const response = new Response(null, { status: request.status, headers })
  return new RefusedError(response, jsonOf(request.responseText))
}

/** What stands in front of the api may answer with a page. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
