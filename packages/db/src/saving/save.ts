import type { Decision, Job, KeptExchange } from '@reelkeep/core'

/** One decision to be kept, with the job exactly as it was read when the decision was taken. */
export type Save = {
  readonly job: Job
  readonly decision: Decision
  readonly exchange?: KeptExchange | null
  /** When the upstream was asked. A refusal that is older than the opening of its gate says nothing about the gate. */
  readonly askedAt?: Date | null
  /**
   * A UUID of this very save. With it, saving again after a lost connection tells "it had landed" (`saved`) from
   * "somebody else moved the job" (`moved-on`). Never share one between two saves.
   */
  readonly saveId?: string
}

export type SaveOutcome =
  | { readonly outcome: 'saved'; readonly version: number }
  /** The row has another state or version by now; nothing of this save was written. */
  | { readonly outcome: 'moved-on' }
  /** A rule of the database forbids it, such as a task that is bound to another submission; nothing was written. */
  | { readonly outcome: 'refused'; readonly error: Error }
