// Keeps one process running: starts it again when it ends without having been asked to, more slowly each time.
import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceExit } from '@reelkeep/embedded'

export type Running = {
  readonly pid: number
  readonly exited: Promise<ServiceExit>
  stop(): Promise<void>
}

export type Supervised<R extends Running> = {
  /** The process as it runs now; after a restart another one. */
  current(): R
  /** From now on its end is nobody's business. */
  letGo(): void
  stop(): Promise<void>
}

export type SuperviseOptions<R extends Running> = {
  readonly name: string
  readonly start: () => Promise<R>
  readonly say: (line: string) => void
  /** The first wait before a restart, doubled each time. */
  readonly firstDelayMs?: number
}

const LONGEST_DELAY_MS = 30_000
/** Who ran this long was well: the next death starts counting anew. */
const WELL_AFTER_MS = 60_000

/** The first start is the caller's to fail; later ones are tried until they work or `stop` is called. */
export async function supervise<R extends Running>(options: SuperviseOptions<R>): Promise<Supervised<R>> {
  const { name, start, say, firstDelayMs = 500 } = options
  const stopping = new AbortController()
  let current = await start()
  const watching = watch()
  return {
    current: () => current,
    letGo: () => stopping.abort(),
    stop: async () => {
      stopping.abort()
      await current.stop()
      await watching
    },
  }

  async function watch(): Promise<void> {
    let delayMs = firstDelayMs
    while (!stopping.signal.aborted) {
      const startedAtMs = performance.now()
      const exit = await current.exited
      if (performance.now() - startedAtMs > WELL_AFTER_MS) delayMs = firstDelayMs
      let why = `${name} ended by itself (${exit.signal ?? `exit code ${exit.code}`})`
      let isRunning = false
      while (!isRunning && !stopping.signal.aborted) {
        say(`${why}; starting it again in ${delayMs / 1_000} s`)
        await delay(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined)
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
        const failure = stopping.signal.aborted ? null : await restart()
        isRunning = failure === null
        why = `${name} did not start (${failure})`
      }
    }
  }

  /** Why it did not work; null when it did. */
  async function restart(): Promise<string | null> {
    try {
      current = await start()
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    // A stop that came while it was starting found the former process and nothing to end.
    if (stopping.signal.aborted) await current.stop()
    else say(`${name} runs again`)
    return null
  }
}
