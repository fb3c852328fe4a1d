import type { CostSource } from '../pricing/ledger.ts'
import type { Ticks } from '../pricing/ticks.ts'
import type { Clip } from './clip.ts'
import type { Charged, FailureReason } from './failure.ts'
import type { BatchId, JobId, OwnerId } from './ids.ts'
import type { CancelReason, JobState, WaitingFor } from './state.ts'
import type { Submission } from './submission.ts'

export const operations = ['generate', 'edit', 'extend'] as const
export type Operation = (typeof operations)[number]

/** What is asked of the upstream, every value resolved when the job was admitted. Null: the model takes no such value. */
export type RenderParams = {
  /** Seconds. */
  readonly durationS: number | null
  /** Such as "16:9". */
  readonly aspectRatio: string | null
  /** Such as "720p". */
  readonly resolution: string | null
  readonly imageUrls: readonly string[]
  readonly videoUrl: string | null
}

/** What never changes after the row was made. */
export type JobIdentity = {
  readonly id: JobId
  readonly ownerId: OwnerId
  readonly batchId: BatchId | null
  /** Which upstream of the configuration renders it. */
  readonly upstream: string
  readonly model: string
  readonly operation: Operation
  readonly prompt: string
  readonly params: RenderParams
  /** Where the clip goes, resolved once, unique. */
  readonly clipKey: string
  readonly createdAt: Date
  readonly quotedTicks: Ticks | null
  readonly priceVersion: string | null
  /** Made by a simulator, so no money and no real clip are involved. */
  readonly simulated: boolean
  /** Every answer about it is kept, also of polls that changed nothing. */
  readonly keepsExchanges: boolean
  /** Its task was made elsewhere: it is polled, archived and costed, and never sent. */
  readonly adopted: boolean
  /** The archived job whose clip it was made to copy instead of buying one; null: none. */
  readonly reusedFrom: JobId | null
}

/** What the upstream says about what it made. */
export type Reported = {
  readonly model: string | null
  readonly durationS: number | null
  readonly createdAt: Date | null
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  /** It says that the clip does not respect its moderation, and gives it all the same. */
  readonly breaksModeration?: true
}

/** A difference between what was asked and what came; the clip is kept all the same. */
export type Mismatch = {
  readonly field: string
  readonly asked: string
  readonly got: string
  /**
   * What it is worth by the price list, in ticks as decimal text; positive: more was asked, and quoted, than came. Null:
   * unknown, or no price depends on it.
   */
  readonly ticks: string | null
}

export type JobFailure = {
  readonly step: 'submit' | 'poll' | 'archive' | 'resolve'
  readonly reason: FailureReason
  /** For the caller. */
  readonly message: string
  readonly charged: Charged
  readonly retryable: boolean
  /** The upstream's own words or status code, redacted and capped; for the operator. */
  readonly upstreamStatus: string | null
}

/** What a transition may change. `save` writes all of it, guarded by id, state and version. */
export type JobProgress = {
  readonly state: JobState
  readonly reason: FailureReason | CancelReason | null
  readonly waitingFor: WaitingFor | null
  /** When the next step is due; null only in final states, in `unconfirmed`, and while a person holds it in `queued`. */
  readonly dueAt: Date | null
  /** Counts against the upstream's `max_in_flight`. */
  readonly holdsSlot: boolean
  /** Past our deadline: polled slowly, slot given back, a late success is still archived. */
  readonly overdue: boolean
  /** Submissions made so far, the live one included. */
  readonly submissions: number
  /** Automatic retries used up; waiting never adds to it. */
  readonly retries: number
  readonly polls: number
  /** Polls in a row that gave no usable answer. */
  readonly pollFailures: number
  /** Since when every answer was that there is no such task; persistence is measured from it. */
  readonly pollFailingSince: Date | null
  /** Failed attempts to archive with the present link. */
  readonly archiveFailures: number
  /** How often the upstream was asked again for a fresh link. */
  readonly linkRefreshes: number
  /** Workers in a row that died with it in hand; the next fact that is saved sets it back to 0. */
  readonly crashes: number
  /** How often its present submission was taken up again after a failure, without a new one. */
  readonly reopens: number
  /** 0 to 100, the upstream's hint; never a verdict. */
  readonly progress: number | null
  /** The upstream's own status word when last heard, folded to lower case. */
  readonly upstreamStatus: string | null
  /** A signed link: never logged, never in Redis. */
  readonly sourceUrl: string | null
  readonly sourceExpiresAt: Date | null
  /** When the present link was first given: its life is counted from here. */
  readonly sourceSeenAt: Date | null
  /** Alarms given about the present link: 1 at a third of its life left, 2 at a tenth. */
  readonly linkAlarms: number
  /** The rescue folder that holds the verified clip while the store is away. */
  readonly rescuedTo: string | null
  readonly reported: Reported | null
  readonly mismatch: readonly Mismatch[]
  readonly reservedTicks: Ticks
  readonly chargedTicks: Ticks | null
  readonly reportedTicks: Ticks | null
  readonly contingentTicks: Ticks | null
  readonly costSource: CostSource
  readonly failure: JobFailure | null
  readonly submittedAt: Date | null
  readonly renderedAt: Date | null
  readonly finishedAt: Date | null
}

/** A job as a step reads it: the row and its latest submission. */
export type Job = JobIdentity &
  JobProgress & {
    /** Raised by every save; a save names the version it read. */
    readonly version: number
    /** Number of the job's latest event; events are contiguous from 1. */
    readonly lastSeq: number
    readonly submission: Submission | null
    readonly clip: Clip | null
  }

/** Its clip is a copy of one that we have: nothing was sent for it. False once it was bought after all. */
export function isReused({ reusedFrom, submissions }: Pick<Job, 'reusedFrom' | 'submissions'>): boolean {
  return reusedFrom !== null && submissions === 0
}
