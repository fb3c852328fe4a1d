import type { JsonValue } from '../job/decision.ts'
import type { JobId } from '../job/ids.ts'
import type { Job } from '../job/job.ts'
import type { WaitingFor } from '../job/state.ts'
import type { GateCondition } from '../policy/gate.ts'
import type { UpstreamRules } from '../policy/rules.ts'
import type { Commitment } from '../pricing/commitment.ts'
import type { Ticks } from '../pricing/ticks.ts'

/** Everything that says why a job is where it is, as it was read at `now`. */
export type ExplainFacts = {
  readonly job: Job
  readonly batchRow: number | null
  /** Also what all queued jobs of its upstream or batch wait for. */
  readonly waitingFor: WaitingFor | null
  readonly clipCheck: { readonly checkedAt: Date; readonly damage: string | null } | null
  readonly supersedesId: JobId | null
  /** The job that stands for its row now, if it is another one. */
  readonly replacedBy: JobId | null
  /** The end of its history, oldest first. */
  readonly events: readonly {
    readonly kind: string
    readonly at: Date
    readonly detail: { readonly [key: string]: JsonValue }
  }[]
  readonly batch: {
    readonly name: string
    readonly state: 'running' | 'paused' | 'canceled' | 'finished'
    readonly pause: {
      readonly reason: string | null
      readonly detail: { readonly [key: string]: JsonValue }
    } | null
    readonly trialRows: number | null
  } | null
  readonly caps: readonly Cap[]
  readonly key: { readonly id: string; readonly maxInFlight: number | null; readonly inFlight: number }
  /** What admission would reserve; null: it has no price and no maximum. */
  readonly reserveTicks: Ticks | null
  /** Queued and due before it at its upstream. */
  readonly ahead: number
  /** Null: nothing was ever sent there. */
  readonly gate: ExplainGate | null
  readonly store: {
    readonly closedAt: Date | null
    readonly closedKind: string | null
    readonly closedReason: string | null
  }
  /** Workers that were heard of lately, and when any was last; null: none is known. */
  readonly workers: { readonly alive: number; readonly lastBeatAt: Date | null }
  /** Null: the configuration no longer names its upstream. */
  readonly rules: UpstreamRules | null
  /** False: it has no key. */
  readonly isConfigured: boolean
  readonly now: Date
}

export type Cap = {
  readonly kind: 'batch' | 'key' | 'day'
  readonly capTicks: Ticks
  readonly leftTicks: Ticks
  /** What takes up the rest of it. */
  readonly taken: Commitment
  /** When the day turns; null: not of a day. */
  readonly endsAt: Date | null
}

export type ExplainGate = GateCondition & {
  readonly closedReason: string | null
  readonly probeAt: Date | null
  readonly inFlight: number
  /** Live overrides in plan time; null: the configuration holds. */
  readonly maxInFlight: number | null
  readonly requestsPerMinute: number | null
  /** 1 is the whole rate. */
  readonly rateCut: number
}

/** Who moves it next. `nobody`: it has ended. */
export type NextBy = 'reelkeep' | 'upstream' | 'person' | 'nobody'

export type Explanation = {
  /** Why it is in the state that it is in. */
  readonly state: string
  readonly next: {
    readonly says: string
    /** Null: nobody knows, or it depends on somebody. */
    readonly at: Date | null
    readonly by: NextBy
    /** What a person can type, the likeliest first. */
    readonly commands: readonly string[]
  }
  readonly rule: {
    readonly says: string
    /** Where it is written: a configuration key, a profile's plan, a decision, a limit of a key. */
    readonly place: string
  }
  readonly cost: { readonly says: string; readonly knownBy: string }
  /** What else is worth knowing. */
  readonly notes: readonly string[]
}

/** Of one state; the cost and what is true of every state are told by `explainJob`. */
export type StateWords = Pick<Explanation, 'state' | 'next' | 'rule'> & { readonly notes?: readonly string[] }
