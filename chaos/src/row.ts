import type { ChaosWorld } from './world/world.ts'

/** The promises that are checked after every run; `chaos/src/invariants` holds one file for each. */
export const invariants = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10'] as const
export type InvariantName = (typeof invariants)[number]

/** One row of the fault matrix: how the fault is brought about, and what must be so afterwards. */
export type Row = {
  /** As the matrix numbers it. */
  readonly number: number
  /** The fault, in a few words. */
  readonly fault: string
  /** What must come of it, in a few words. */
  readonly expected: string
  /** What the matrix says it guards; all invariants are checked whatever stands here. */
  readonly guards: readonly InvariantName[]
  /** A hundred seeds of it must pass before a release. */
  readonly isReleaseGate: boolean
  /** Brings the fault about on a world at rest. Afterwards the run is brought to rest and every invariant is checked. */
  readonly play: (run: Run) => Promise<void>
}

/** One repetition of a row. */
export type Run = {
  readonly seed: number
  /** In [0, 1); the same seed draws the same. */
  readonly random: () => number
  /** A whole number from `from` to `to`, both included. */
  readonly draw: (from: number, to: number) => number
  readonly world: ChaosWorld
  /** Says that the fault happened, so often. A run in which it never did counts as failed. */
  readonly fired: (times?: number) => void
  /** Something this row expects beyond the invariants; false makes the run red and is reported with these words. */
  readonly expect: (what: string, holds: boolean) => void
  /** Sends rows to the api as a batch of this run; a `[sim:…]` marker in the prompt draws an upstream scenario. */
  readonly send: (wishes: readonly Wish[]) => Promise<SentBatch>
  /** `count` plain rows, the marker (such as `[sim:lost_reply]`) in every prompt. */
  readonly sendPlain: (count: number, marker?: string) => Promise<SentBatch>
  /** Until every job of this run is final or unconfirmed; throws after `withinMs` (30 s). Lifts no fault. */
  readonly rest: (withinMs?: number) => Promise<void>
}

export type Wish = { readonly prompt: string; readonly customId?: string; readonly durationS?: number }

export type SentBatch = {
  readonly batchId: string
  /** The jobs as Postgres has them now, past every proxy. */
  readonly jobs: () => Promise<readonly JobState[]>
}

export type JobState = {
  readonly id: string
  readonly prompt: string
  readonly state: string
  readonly reason: string | null
  readonly waitingFor: string | null
  readonly submissions: number
  readonly polls: number
  readonly taskId: string | null
}
