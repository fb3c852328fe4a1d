import type { Agent, Dispatcher } from 'undici'
import type { DownloadLimits, DownloadOutcome, DownloadRequest, Hop, Progress } from './download-request.ts'
import { LinkRefusedError } from './links/link-refused.ts'
import { readHead, readRestHead, tooLarge } from './read-head.ts'
import { watchPace } from './watch-pace.ts'

export type Fetch = {
  readonly url: URL
  readonly authorization: string | null
  /** Where the body goes on; shared by all requests of one download. */
  readonly progress: Progress
  /** Of `performance.now()`. */
  readonly deadlineAt: number
}

/** One request and what came of it. Asks for the rest when a part has come already. */
export function fetchBody(
  { agent, limits }: { readonly agent: Agent; readonly limits: DownloadLimits },
  request: DownloadRequest,
  { url, authorization, progress, deadlineAt }: Fetch,
): Promise<Hop> {
  const { promise, resolve } = Promise.withResolvers<Hop>()
  const isRest = progress.bytes > 0
  let controller: Dispatcher.DispatchController | null = null
  let settled = false
  let hasBegun = false
  let pressure: Promise<void> | null = null

  const finish = (outcome: Hop): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    pace.stop()
    request.signal.removeEventListener('abort', onAbort)
    resolve(outcome)
  }
  const stop = (outcome: Hop): void => {
    finish(outcome)
    if (controller && !controller.aborted) controller.abort(new Error(outcome.outcome))
  }
  /** What was taken must be settled before more of it is asked for: else its memory has no bound. */
  const breakOff = (message: string): void => {
    const taken = pressure ?? Promise.resolve()
    taken.then(
      () => finish({ outcome: 'broken-off', message }),
      (error: Error) => finish({ outcome: 'given-up', error }),
    )
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
      const end = isRest
        ? readRestHead(status, headers, progress)
        : readHead(status, headers, { maxBytes: request.maxBytes, progress })
      if (end !== null) return stop(end)
      hasBegun = true
      pace.start()
    },
    onResponseData(started, chunk) {
      if (settled) return
      progress.bytes += chunk.byteLength
      pace.count(chunk.byteLength)
      if (progress.bytes > request.maxBytes) return stop(tooLarge(request.maxBytes))
      try {
        pressure = request.onChunk(chunk)
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
      const { bytes, total, endAnnounced } = progress
      if (total !== null && total !== bytes) return breakOff(`${bytes} of ${total} bytes came`)
      finish({ outcome: 'received', bytes, endAnnounced })
    },
    onResponseError(_started, error) {
      const outcome = outcomeOf(error)
      if (outcome.outcome === 'interrupted' && (hasBegun || isRest)) breakOff(outcome.message)
      else finish(outcome)
    },
  }
  agent.dispatch(
    {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: {
        accept: request.accept ?? 'video/mp4,video/*;q=0.9,*/*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': 'reelkeep',
        ...(authorization !== null && { authorization }),
        ...(isRest && { range: `bytes=${progress.bytes}-`, 'if-range': progress.validator ?? '' }),
      },
    },
    handler,
  )
  return promise
}

/** What a failed connection or a refused address amounts to. */
export function outcomeOf(error: unknown): DownloadOutcome {
  if (error instanceof LinkRefusedError) {
    return { outcome: 'refused', host: error.host, message: error.message, allow: error.allow }
  }
  const { message } = asError(error)
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return { outcome: 'interrupted', message: `${message}${message.includes(code.trim()) ? '' : code}` }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
