import { setTimeout as delay } from 'node:timers/promises'

export type Wait = { readonly deadlineMs: number; readonly everyMs?: number }

/** Asks until the answer is yes or the deadline passes; tells which. For conditions nobody announces. */
export async function pollUntil(
  condition: () => boolean | Promise<boolean>,
  { deadlineMs, everyMs = 25 }: Wait,
): Promise<boolean> {
  const until = performance.now() + deadlineMs
  for (;;) {
    if (await condition()) return true
    if (performance.now() >= until) return false
    await delay(everyMs)
  }
}

/** The promise's end within the deadline, or not. */
export async function settlesWithin(promise: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  const timer = new AbortController()
  const late = delay(deadlineMs, false, { signal: timer.signal, ref: false }).catch(() => false)
  const settled = await Promise.race([promise.then(() => true), late])
  timer.abort()
  return settled
}
