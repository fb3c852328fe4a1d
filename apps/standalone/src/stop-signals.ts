/** SIGINT and SIGTERM as two moments: asked to stop, and told to hurry. */
export type StopSignals = { readonly asked: AbortSignal; readonly hurried: AbortSignal }

/** npm passes on a Ctrl-C that the terminal has sent us already: that echo is not impatience. */
const ECHO_MS = 1_000

export function listenForStop(): StopSignals {
  const asked = new AbortController()
  const hurried = new AbortController()
  let askedAtMs = 0
  const heed = () => {
    if (!asked.signal.aborted) {
      askedAtMs = performance.now()
      asked.abort()
    } else if (performance.now() - askedAtMs > ECHO_MS) {
      hurried.abort()
    }
  }
  process.on('SIGINT', heed)
  process.on('SIGTERM', heed)
  return { asked: asked.signal, hurried: hurried.signal }
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
