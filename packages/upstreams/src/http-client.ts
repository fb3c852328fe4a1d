import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'

/** The one way we speak to upstreams. Answers are values; nothing here retries, follows a redirect or reads JSON. */
export type HttpClient = {
  /** Exactly one POST on a connection of its own. Once its headers are written only its own timeout ends it. */
  postOnce(request: PostRequest): Promise<HttpOutcome>
  /** A question that is safe to repeat, over kept connections. */
  get(request: GetRequest): Promise<HttpOutcome>
  close(): Promise<void>
}

export type HttpOutcome =
  /** A whole reply. */
  | {
      readonly outcome: 'answered'
      readonly status: number
      readonly contentType: string | null
      readonly headers: ReplyHeaders
      readonly body: string
      readonly durationMs: number
    }
  /** Certain: not a byte of the request left us. */
  | { readonly outcome: 'not-sent'; readonly message: string; readonly durationMs: number }
  /** Sent, or begun to be; no whole reply came back. */
  | {
      readonly outcome: 'cut'
      readonly status: number | null
      readonly contentType: string | null
      readonly body: string | null
      readonly message: string
      readonly durationMs: number
    }

export type ReplyHeaders = { readonly [name: string]: string | string[] | undefined }

type PostRequest = {
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly timeoutMs: number
  /** Called in the same tick in which the first byte is written, before it. */
  readonly onHeadersSent?: (() => void) | undefined
}

type GetRequest = {
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type HttpClientSettings = {
  readonly connectTimeoutMs: number
  readonly maxReplyBytes: number
  /** An http proxy for https upstreams, with the hosts that are reached without it. */
  readonly proxy: { readonly url: string; readonly except: string } | null
}

export const defaultHttpClientSettings: HttpClientSettings = {
  connectTimeoutMs: 10_000,
  maxReplyBytes: 1024 * 1024,
  proxy: null,
}

export function openHttpClient(settings: HttpClientSettings = defaultHttpClientSettings): HttpClient {
  // pipelining 0: `connection: close` on every request, so a submit can never meet a connection that died while idle.
  const fresh = openDispatcher(settings, { pipelining: 0 })
  const kept = openDispatcher(settings, { pipelining: 1, connections: 64 })
  return {
    postOnce: ({ url, headers, body, timeoutMs, onHeadersSent }) =>
      exchange({ dispatcher: fresh, url, method: 'POST', headers, body, timeoutMs, onHeadersSent, settings }),
    get: ({ url, headers, timeoutMs, signal }) =>
      exchange({ dispatcher: kept, url, method: 'GET', headers, timeoutMs, signal, settings }),
    close: async () => {
      // Polls are dropped, a POST under way is waited for: its answer is worth money.
      await Promise.all([fresh.close(), kept.destroy()])
    },
  }
}

function openDispatcher(settings: HttpClientSettings, options: Agent.Options): Dispatcher {
  const agentOptions: Agent.Options = {
    ...options,
    // HTTP/2 would share one connection between submits and answer with GOAWAY what a reset answers plainly.
    allowH2: false,
    connectTimeout: settings.connectTimeoutMs,
    // Our own timer covers the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  if (!settings.proxy) return new Agent(agentOptions)
  return new EnvHttpProxyAgent({
    ...agentOptions,
    httpProxy: '',
    httpsProxy: settings.proxy.url,
    noProxy: settings.proxy.except,
  })
}

type Exchange = {
  readonly dispatcher: Dispatcher
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly onHeadersSent?: (() => void) | undefined
  readonly settings: HttpClientSettings
}

/**
 * undici calls `onRequestStart` on a connected socket immediately before it writes, and never without writing unless
 * aborted inside that call. So "it never ran" proves that nothing was sent, and that is the only proof we accept.
 */
function exchange(request: Exchange): Promise<HttpOutcome> {
  const startedAt = performance.now()
  const durationMs = (): number => Math.round(performance.now() - startedAt)
  const { promise, resolve } = Promise.withResolvers<HttpOutcome>()
  let controller: Dispatcher.DispatchController | null = null
  let settled = false
  let sent = false
  let status: number | null = null
  let headers: ReplyHeaders = {}
  const chunks: Buffer[] = []
  let bytes = 0

  const finish = (outcome: HttpOutcome): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', onAbort)
    resolve(outcome)
  }
  const giveUp = (message: string): void => {
    finish(
      sent
        ? {
            outcome: 'cut',
            status,
            contentType: contentTypeOf(headers),
            body: bytes > 0 ? Buffer.concat(chunks).toString('utf8') : null,
            message,
            durationMs: durationMs(),
          }
        : { outcome: 'not-sent', message, durationMs: durationMs() },
    )
    if (controller && !controller.aborted) controller.abort(new Error(message))
  }
  const onAbort = (): void => giveUp('stopped: this process is going down')
  const timer = setTimeout(() => giveUp(`no whole reply within ${request.timeoutMs} ms`), request.timeoutMs)

  if (request.signal?.aborted) {
    giveUp('stopped before it was sent')
    return promise
  }
  request.signal?.addEventListener('abort', onAbort, { once: true })

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started
      if (sent) {
        // A second start would be a second send; the first one's outcome is what counts.
        started.abort(new Error('refused to send the same request twice'))
        return
      }
      // A process that was frozen while connecting comes back here: the last look before the first byte.
      if (!settled && performance.now() - startedAt > request.timeoutMs) {
        giveUp(`too late to send: ${request.timeoutMs} ms had passed`)
      }
      if (settled) {
        started.abort(new Error('given up before it was sent'))
        return
      }
      sent = true
      request.onHeadersSent?.()
    },
    onResponseStart(_started, statusCode, replyHeaders) {
      if (statusCode < 200) return
      status = statusCode
      headers = replyHeaders
    },
    onResponseData(started, chunk) {
      bytes += chunk.byteLength
      if (bytes > request.settings.maxReplyBytes) {
        giveUp(`the reply is larger than ${request.settings.maxReplyBytes} bytes`)
        if (!started.aborted) started.abort(new Error('reply too large'))
        return
      }
      chunks.push(chunk)
    },
    onResponseEnd() {
      finish({
        outcome: 'answered',
        status: status ?? 0,
        contentType: contentTypeOf(headers),
        headers,
        body: Buffer.concat(chunks).toString('utf8'),
        durationMs: durationMs(),
      })
    },
    onResponseError(_started, error) {
      giveUp(describeError(error))
    },
  }
  try {
    request.dispatcher.dispatch(
      {
        origin: request.url.origin,
        path: `${request.url.pathname}${request.url.search}`,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
      },
      handler,
    )
  } catch (error) {
    // A header that cannot be sent, or a closed client: the request never reached a connection.
    giveUp(error instanceof Error ? describeError(error) : 'the request could not be made')
  }
  return promise
}

function contentTypeOf(headers: ReplyHeaders): string | null {
  const value = headers['content-type']
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined ? null : text.slice(0, 200)
}

/** Node hides the reasons of a failed dial in `errors`; the first is the telling one. */
function describeError(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  const code = 'code' in first && typeof first.code === 'string' ? first.code : null
  return code && !first.message.includes(code) ? `${first.message} (${code})` : first.message
}
