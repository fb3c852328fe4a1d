// Import the calls from here, never from gen: this is where the generated client learns our errors and time limits.
import { client } from './gen/client.gen.ts'
import { RefusedError } from './refused-error.ts'
import { SilentError } from './silent-error.ts'

export * from './gen/sdk.gen.ts'

const answerTimeoutMs = 15_000

/** `fetch` with a time limit: `showJob({ path, fetch: within(5_000) })`. Files need more than the usual. */
export function within(timeoutMs: number): typeof fetch {
  return (input, init) => {
    const signals = [AbortSignal.timeout(timeoutMs)]
    if (input instanceof Request) signals.push(input.signal)
    if (init?.signal) signals.push(init.signal)
    return fetch(input, { ...init, signal: AbortSignal.any(signals) })
  }
}

client.setConfig({ credentials: 'same-origin', fetch: within(answerTimeoutMs) })

client.interceptors.error.use((error, response) => {
  // A query that nobody waits for any more was called off; that is nobody's failure.
  if (error instanceof DOMException && error.name === 'AbortError') return error
  return response === undefined || response.ok ? new SilentError(error) : new RefusedError(response, error)
})
