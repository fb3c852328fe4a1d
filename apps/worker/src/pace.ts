import { setTimeout as delay } from 'node:timers/promises'
import { turnHorizonMs } from '@reelkeep/core'
import type { PollTurns } from '@reelkeep/db'

/**
 * Spaces the questions to one upstream. The turns themselves are given out by Postgres, to all workers out of one
 * bucket; this is the line of those who wait for them in one process, with at most one request for turns under way.
 */
export type Pace = {
  /** Resolves when it is the caller's turn, or at once when its turn is too far to wait for. */
  turn(signal: AbortSignal): Promise<Turn>
}

/** `left`: the signal came first. */
export type Turn = 'come' | 'left' | Later

/** Whoever is promised no turn gives its place up, or one upstream's line would take every place of all the others. */
export type Later = { readonly againInMs: number }

export type PaceOptions = {
  /** Turns for at most `count`; those it leaves out ask again. */
  readonly takeTurns: (count: number) => Promise<PollTurns>
  readonly monotonicMs: () => number
  readonly onError: (error: unknown) => void
}

/** Half the horizon that turns are promised within: somebody asks again before the last promised turn has come. */
const askAgainMs = 1_000
/** A limit that is raised is used as soon. */
const againInMsMax = 10_000
/** Where nobody gives out turns nobody could save an answer either: nothing is asked that would have to be asked again. */
const nobodyThere = { waitsMs: [], spare: 0 }
const nobodyThereAgainMs = 5_000

export function createPace({ takeTurns, monotonicMs, onError }: PaceOptions): Pace {
  const line = new Set<(turn: number | Later) => void>()
  let isAsking = false
  let spare = { turns: 0, untilMs: 0 }

  async function ask(): Promise<void> {
    isAsking = true
    while (line.size > 0) {
      const asked = line.size
      const given = await takeTurns(asked).catch((error: unknown) => {
        onError(error)
        return nobodyThere
      })
      const { waitsMs, spare: turns } = given
      spare = { turns, untilMs: monotonicMs() + turnHorizonMs }
      waitsMs.forEach(call)
      for (let place = 0; place < asked - waitsMs.length; place += 1) {
        if (given === nobodyThere) {
          call({ againInMs: nobodyThereAgainMs })
          continue
        }
        // As many a second as were promised turns now, in the order of the line.
        const seconds = 1 + Math.floor(place / Math.max(1, waitsMs.length))
        call({ againInMs: Math.min(seconds * askAgainMs, againInMsMax) })
      }
    }
    isAsking = false
  }

  /** The first in line; nobody, when all have left it meanwhile. */
  function call(turn: number | Later): void {
    const [first] = line
    if (first === undefined) return
    line.delete(first)
    first(turn)
  }

  function hasSpare(): boolean {
    if (spare.turns === 0 || monotonicMs() > spare.untilMs) return false
    spare = { ...spare, turns: spare.turns - 1 }
    return true
  }

  /** Answers with how long the promised turn is away. */
  function lineUp(signal: AbortSignal): Promise<number | 'left' | Later> {
    return new Promise((resolve) => {
      const leave = (): void => {
        line.delete(go)
        resolve('left')
      }
      const go = (turn: number | Later): void => {
        signal.removeEventListener('abort', leave)
        resolve(turn)
      }
      signal.addEventListener('abort', leave, { once: true })
      line.add(go)
      if (!isAsking) void ask()
    })
  }

  return {
    turn: async (signal) => {
      if (signal.aborted) return 'left'
      if (hasSpare()) return 'come'
      const turn = await lineUp(signal)
      if (typeof turn !== 'number') return turn
      if (turn <= 0) return signal.aborted ? 'left' : 'come'
      return delay(turn, 'come' as const, { signal }).catch(() => 'left' as const)
    },
  }
}
