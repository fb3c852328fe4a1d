import { setTimeout as delay } from 'node:timers/promises'
import { type TurnBucket, takeTurns, turnHorizonMs } from '@reelkeep/core'
import type { PollTurns } from '@reelkeep/db'

/**
 * Spaces the questions to one upstream. The turns themselves are given out by Postgres, to all workers out of one
 * bucket; this is the line of those who wait for them in one process, with at most one request for turns under way.
 */
export type Pace = {
  /** Resolves when it is the caller's turn; false: the signal came first. */
  turn(signal: AbortSignal): Promise<boolean>
}

export type PaceOptions = {
  /** Turns for at most `count`; those it leaves out ask again. */
  readonly takeTurns: (count: number) => Promise<PollTurns>
  /** The configured rate a minute, kept to by ourselves while Postgres does not answer: a paid clip's link may die. */
  readonly ownPerMinute: number
  readonly monotonicMs: () => number
  readonly onError: (error: unknown) => void
}

/** Half the horizon that turns are promised within: the line goes on before the last promised turn has come. */
const askAgainMs = 1_000

export function createPace({
  takeTurns: askForTurns,
  ownPerMinute,
  monotonicMs,
  onError,
}: PaceOptions): Pace {
  const line = new Set<(waitMs: number) => void>()
  let isAsking = false
  let spare = { turns: 0, untilMs: 0 }
  let own: TurnBucket = { tokens: 1, atMs: monotonicMs() }

  async function ask(): Promise<void> {
    isAsking = true
    while (line.size > 0) {
      const asked = line.size
      const { waitsMs, spare: turns } = await askForTurns(asked).catch((error: unknown) => {
        onError(error)
        return takeOwn(asked)
      })
      spare = { turns, untilMs: monotonicMs() + turnHorizonMs }
      waitsMs.forEach(call)
      if (waitsMs.length < asked) await delay(askAgainMs, undefined, { ref: false })
    }
    isAsking = false
  }

  /** The first in line; nobody, when all have left it meanwhile. */
  function call(waitMs: number): void {
    const [first] = line
    if (first === undefined) return
    line.delete(first)
    first(waitMs)
  }

  function takeOwn(count: number): PollTurns {
    const taken = takeTurns(own, ownPerMinute / 60, count, monotonicMs())
    own = taken.bucket
    return { waitsMs: taken.waitsMs, spare: 0 }
  }

  function hasSpare(): boolean {
    if (spare.turns === 0 || monotonicMs() > spare.untilMs) return false
    spare = { ...spare, turns: spare.turns - 1 }
    return true
  }

  /** Null: the signal came first. */
  function lineUp(signal: AbortSignal): Promise<number | null> {
    return new Promise((resolve) => {
      const leave = (): void => {
        line.delete(go)
        resolve(null)
      }
      const go = (waitMs: number): void => {
        signal.removeEventListener('abort', leave)
        resolve(waitMs)
      }
      signal.addEventListener('abort', leave, { once: true })
      line.add(go)
      if (!isAsking) void ask()
    })
  }

  return {
    turn: async (signal) => {
      if (signal.aborted) return false
      if (hasSpare()) return true
      const waitMs = await lineUp(signal)
      if (waitMs === null) return false
      if (waitMs <= 0) return !signal.aborted
      return delay(waitMs, true, { signal }).catch(() => false)
    },
  }
}
