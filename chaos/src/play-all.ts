import { measure } from './invariants/i10-bounded.ts'
import type { Baseline } from './invariants/invariant.ts'
import { playRun, type RunResult } from './play-run.ts'
import type { Row } from './row.ts'
import { type OpenChaosWorld, openChaosWorld } from './world/open-world.ts'

export type Play = { readonly row: Row; readonly seed: number }

export type PlayOptions = {
  readonly parallel: number
  /** Of green worlds too. */
  readonly keeps: boolean
  /** Aborted: what is being played is brought to its end, and nothing more is begun. */
  readonly signal: AbortSignal
  readonly onResult: (result: RunResult) => void
  readonly say: (line: string) => void
}

/** Doubts that rows leave behind add up; and a promise that is broken by the thirtieth run only is found by the soak. */
const runsPerWorldMax = 25

/** Each run in a world at rest; some worlds side by side. A world in which a run went red is not used again. */
export async function playAll(
  plays: readonly Play[],
  { parallel, keeps, signal, onResult, say }: PlayOptions,
): Promise<RunResult[]> {
  const waiting = [...plays]
  const results: RunResult[] = []

  async function lane(): Promise<void> {
    let place: Place | null = null
    try {
      for (let play = waiting.shift(); play !== undefined && !signal.aborted; play = waiting.shift()) {
        place ??= await openPlace(play.seed)
        const { result, isSpent } = await playIn(place, play)
        const kept = !result.isGreen || keeps ? place.world.dataDir : null
        results.push({ ...result, kept: result.isGreen ? null : kept })
        onResult({ ...result, kept: result.isGreen ? null : kept })
        if (!isSpent) continue
        await place.world.close(kept !== null)
        if (kept !== null) say(`data kept in ${kept}`)
        place = null
      }
    } finally {
      if (place !== null && keeps) say(`data kept in ${place.world.dataDir}`)
      await place?.world.close(keeps)
    }
  }

  await Promise.all(Array.from({ length: Math.min(parallel, plays.length) }, lane))
  return results
}

type Place = { readonly world: OpenChaosWorld; readonly baseline: Baseline; runs: number }

async function openPlace(seed: number): Promise<Place> {
  const world = await openSomeWorld(seed)
  await world.atRest()
  return { world, baseline: await measure(world), runs: 0 }
}

const opensMax = 3

/**
 * A port that was free a moment ago may be somebody's by the time its service listens. What a failed opening has started
 * ends with us.
 */
async function openSomeWorld(seed: number): Promise<OpenChaosWorld> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await openChaosWorld(seed)
    } catch (error) {
      if (tries === opensMax) throw error
    }
  }
}

async function playIn(place: Place, { row, seed }: Play): Promise<{ result: RunResult; isSpent: boolean }> {
  place.runs += 1
  const result = await playRun(row, seed, place.world, place.baseline)
  if (!result.isGreen || place.runs >= runsPerWorldMax) return { result, isSpent: true }
  // A world that cannot be brought to rest again would blame the next run.
  const isAtRest = await place.world.atRest().then(
    () => true,
    () => false,
  )
  return { result, isSpent: !isAtRest }
}
