import { Agent, type Dispatcher } from 'undici'
import type { ConnectGuard, LinkRules } from './links/connect-guard.ts'
import { LinkRefusedError } from './links/link-refused.ts'
import { type PaceLimits, watchPace } from './watch-pace.ts'

/** Fetches strangers' links: the only place that does. It checks each hop and stops at its caps. */
export type Downloader = {
  download(request: DownloadRequest): Promise<DownloadOutcome>
  close(): Promise<void>
}

export type DownloadRequest = {
  readonly link: string
  readonly rules: LinkRules
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** The `authorization` header for an address that refuses us without one; null for an address that gets none of ours. */
  readonly keyFor?: ((url: URL) => string | null) | undefined
  /** Takes each piece as it comes. A promise holds the sender back until it settles; a throw ends the download. */
  readonly onChunk: (chunk: Buffer) => Promise<void> | null
}

export type DownloadOutcome =
  /** Every byte that the other side announced. Without an announced end, only the content can tell. */
  | { readonly outcome: 'received'; readonly bytes: number; readonly endAnnounced: boolean }
  | { readonly outcome: 'answered-otherwise'; readonly status: number }
  | { readonly outcome: 'refused'; readonly host: string; readonly message: string }
  | { readonly outcome: 'unusable'; readonly problem: string }
  | { readonly outcome: 'interrupted'; readonly message: string }
  /** `onChunk` threw. */
  | { readonly outcome: 'given-up'; readonly error: Error }

/**
 * The pace is the last net: a sender that drips passes every other limit and holds one of the few places for
 * `totalTimeoutMs`. Time in which we hold the sender back does not count.
 */
export type DownloadLimits = PaceLimits & {
  readonly headersTimeoutMs: number
  readonly idleTimeoutMs: number
  readonly totalTimeoutMs: number
  readonly maxRedirects: number
}

export const defaultDownloadLimits: DownloadLimits = {
  headersTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 30 * 60_000,
  // At this pace 28 MiB take all of `totalTimeoutMs`: a sender below it would not get through anyway.
  minBytesPerSecond: 16 * 1024,
  paceWindowMs: 30_000,
  maxRedirects: 3,
}

export function openDownloader(
  guard: ConnectGuard,
  limits: DownloadLimits = defaultDownloadLimits,
): Downloader {
  const agent = new Agent({
    connect: guard.connect,
    allowH2: false,
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  })
  return {
    download: (request) => download({ agent, guard, limits }, request),
    close: () => agent.destroy(),
  }
}

type Tools = { readonly agent: Agent; readonly guard: ConnectGuard; readonly limits: DownloadLimits }

async function download(tools: Tools, request: DownloadRequest): Promise<DownloadOutcome> {
  if (!URL.canParse(request.link)) return { outcome: 'unusable', problem: 'the link is no web address' }
  let url = new URL(request.link)
  let key: Key | null = null
  const deadlineAt = performance.now() + tools.limits.totalTimeoutMs
  for (let hops = 0; hops <= tools.limits.maxRedirects; hops++) {
    try {
      tools.guard.checkUrl(url, request.rules)
    } catch (error) {
      return outcomeOf(error)
    }
    if (key?.origin !== url.origin) key = null
    let reply = await fetchOnce(tools, url, request, key, deadlineAt)
    if (key === null && isRefusal(reply)) {
      key = keyOf(url, request)
      if (key !== null) reply = await fetchOnce(tools, url, request, key, deadlineAt)
    }
    if (reply.outcome !== 'redirected') return reply
    const next = resolveLocation(reply.location, url)
    if (next === null) return { outcome: 'interrupted', message: 'redirected to nowhere' }
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      return {
        outcome: 'refused',
        host: next.hostname,
        message: `redirected from https to ${next.protocol}//${next.hostname}`,
      }
    }
    url = next
  }
  return { outcome: 'interrupted', message: `more than ${tools.limits.maxRedirects} redirects` }
}

/** Goes to this origin and nowhere else. */
type Key = { readonly origin: string; readonly authorization: string }

function keyOf(url: URL, { keyFor }: DownloadRequest): Key | null {
  const authorization = keyFor?.(url) ?? null
  return authorization === null ? null : { origin: url.origin, authorization }
}

function isRefusal(reply: HopOutcome): boolean {
  return reply.outcome === 'answered-otherwise' && (reply.status === 401 || reply.status === 403)
}

type HopOutcome = DownloadOutcome | { readonly outcome: 'redirected'; readonly location: string }

function fetchOnce(
  { agent, limits }: Tools,
  url: URL,
  request: DownloadRequest,
  key: Key | null,
  deadlineAt: number,
): Promise<HopOutcome> {
  const { promise, resolve } = Promise.withResolvers<HopOutcome>()
  let controller: Dispatcher.DispatchController | null = null
  let settled = false
  let bytes = 0
  let announced: number | null = null
  let endAnnounced = false

  const finish = (outcome: HopOutcome): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    pace.stop()
    request.signal.removeEventListener('abort', onAbort)
    resolve(outcome)
  }
  const stop = (outcome: HopOutcome): void => {
    finish(outcome)
    if (controller && !controller.aborted) controller.abort(new Error(outcome.outcome))
  }
  const onAbort = (): void => stop({ outcome: 'interrupted', message: 'stopped: this process is going down' })
  const timer = setTimeout(
    () => stop({ outcome: 'interrupted', message: 'the download took too long as a whole' }),
    Math.max(deadlineAt - performance.now(), 0),
  )
  const pace = watchPace(limits, () =>
    stop({
      outcome: 'interrupted',
      message: `the download came at less than ${limits.minBytesPerSecond} bytes a second`,
    }),
  )
  request.signal.addEventListener('abort', onAbort, { once: true })
  if (request.signal.aborted) onAbort()

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started
      if (settled) started.abort(new Error('stopped before it began'))
    },
    onResponseStart(_started, status, headers) {
      if (status < 200) return
      const start = readHead(status, headers, request.maxBytes)
      if (start.outcome !== 'coming') return stop(start)
      announced = start.length
      endAnnounced = start.endAnnounced
      pace.start()
    },
    onResponseData(started, chunk) {
      if (settled) return
      bytes += chunk.byteLength
      pace.count(chunk.byteLength)
      if (bytes > request.maxBytes) return stop(tooLarge(request.maxBytes))
      try {
        const pressure = request.onChunk(chunk)
        if (pressure === null) return
        started.pause()
        pace.hold()
        pressure.then(
          () => {
            if (settled) return
            pace.start()
            started.resume()
          },
          (error: Error) => stop({ outcome: 'given-up', error }),
        )
      } catch (error) {
        stop({ outcome: 'given-up', error: asError(error) })
      }
    },
    onResponseEnd() {
      if (announced !== null && announced !== bytes) {
        return finish({ outcome: 'interrupted', message: `${bytes} of ${announced} bytes came` })
      }
      finish({ outcome: 'received', bytes, endAnnounced })
    },
    onResponseError(_started, error) {
      finish(outcomeOf(error))
    },
  }
  agent.dispatch(
    {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: {
        accept: 'video/mp4,video/*;q=0.9,*/*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': 'reelkeep',
        ...(key && { authorization: key.authorization }),
      },
    },
    handler,
  )
  return promise
}

type Head =
  | { readonly outcome: 'coming'; readonly length: number | null; readonly endAnnounced: boolean }
  | Exclude<HopOutcome, { outcome: 'received' }>

function readHead(
  status: number,
  headers: { readonly [name: string]: string | string[] | undefined },
  maxBytes: number,
): Head {
  const header = (name: string): string | null => {
    const value = headers[name]
    return (Array.isArray(value) ? value[0] : value) ?? null
  }
  const location = header('location')
  if (status >= 300 && status < 400 && location !== null) return { outcome: 'redirected', location }
  if (status !== 200) return { outcome: 'answered-otherwise', status }
  const encoding = header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding !== '' && encoding !== 'identity') {
    return { outcome: 'unusable', problem: `the reply is encoded as ${encoding}, which was not asked for` }
  }
  const lengthText = header('content-length')
  const length = lengthText !== null && /^\d{1,15}$/.test(lengthText) ? Number(lengthText) : null
  if (length !== null && length > maxBytes) return tooLarge(maxBytes)
  const chunked = header('transfer-encoding')?.toLowerCase().includes('chunked') ?? false
  return { outcome: 'coming', length, endAnnounced: length !== null || chunked }
}

function tooLarge(maxBytes: number): { readonly outcome: 'unusable'; readonly problem: string } {
  return { outcome: 'unusable', problem: `larger than archive.max_bytes (${maxBytes} bytes)` }
}

function outcomeOf(error: unknown): DownloadOutcome {
  if (error instanceof LinkRefusedError) {
    return { outcome: 'refused', host: error.host, message: error.message }
  }
  const { message } = asError(error)
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return { outcome: 'interrupted', message: `${message}${message.includes(code.trim()) ? '' : code}` }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function resolveLocation(location: string, base: URL): URL | null {
  return URL.canParse(location, base.href) ? new URL(location, base) : null
}
