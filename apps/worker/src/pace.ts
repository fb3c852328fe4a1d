import { setTimeout as delay } from 'node:timers/promises'

/**
 * Spaces the questions to one upstream: so many a minute, a few at once after a quiet time. Per process; several
 * workers share an upstream's limit by each having its part of it.
 */
export type Pace = {
  /** Resolves when it is the caller's turn; false: the signal came first. */
  turn(signal: AbortSignal): Promise<boolean>
  setRate(perMinute: number): void
}

/** A second's worth may go at once, so that a round of polls that fell due together is not strung out. */
const burstMs = 1_000
/** A rate of zero stops nothing for ever: two turns are at most this far apart. */
const intervalMsMax = 60_000

export function createPace(perMinute: number, monotonicMs: () => number): Pace {
  let intervalMs = intervalOf(perMinute)
  let nextTurnMs = 0
  let rateChange = new AbortController()

  async function turn(signal: AbortSignal): Promise<boolean> {
    const nowMs = monotonicMs()
    const turnMs = Math.max(nextTurnMs, nowMs - burstMs)
    nextTurnMs = turnMs + intervalMs
    if (turnMs <= nowMs) return !signal.aborted
    try {
      await delay(turnMs - nowMs, undefined, { signal: AbortSignal.any([signal, rateChange.signal]) })
      return true
    } catch {
      // Only the signal or another rate ends this wait early; under another rate everyone lines up anew, in order.
      return signal.aborted ? false : turn(signal)
    }
  }

  return {
    turn,
    setRate: (newPerMinute) => {
      const newIntervalMs = intervalOf(newPerMinute)
      if (newIntervalMs === intervalMs) return
      intervalMs = newIntervalMs
      // Turns that were given out at a slower rate may lie an hour ahead.
      nextTurnMs = monotonicMs()
      rateChange.abort()
      rateChange = new AbortController()
    },
  }
}

function intervalOf(perMinute: number): number {
  return Math.min(60_000 / perMinute, intervalMsMax)
}
