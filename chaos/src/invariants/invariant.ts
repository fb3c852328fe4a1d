import type { InvariantName } from '../row.ts'
import type { OpenChaosWorld } from '../world/open-world.ts'
import type { UpstreamTask } from '../world/world.ts'

/** One promise, held against everything a world has done so far. */
export type Invariant = {
  readonly name: InvariantName
  readonly promise: string
  readonly check: (evidence: Evidence) => Promise<Verdict>
}

export type Evidence = {
  readonly world: OpenChaosWorld
  /** What the upstream says it made. */
  readonly tasks: readonly UpstreamTask[]
  readonly baseline: Baseline
}

/** What the processes of a world at rest held before anything happened. */
export type Baseline = { readonly [name: string]: ProcessFigures }
export type ProcessFigures = { readonly residentBytes: number; readonly sockets: number }

export type Verdict = {
  readonly holds: boolean
  readonly figures: Readonly<Record<string, number>>
  /** Who broke it, in words that let a person look them up. */
  readonly offenders: readonly string[]
}

export function verdictOf(figures: Readonly<Record<string, number>>, offenders: readonly string[]): Verdict {
  return { holds: offenders.length === 0, figures, offenders }
}
