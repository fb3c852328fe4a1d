/** Where a worker of the chaos world may be struck, and how. */
export type FailpointSetting = {
  readonly name: FailpointName
  /** In milliseconds: `sleep` waits, `block` keeps the event loop busy, as a runaway computation would. */
  readonly action: 'kill' | 'freeze' | 'throw' | { readonly sleep: number } | { readonly block: number }
  /** Only where it is reached for a job whose prompt has these words. */
  readonly prompt?: string
  /** Strikes when the point is reached for the n-th time (1), */
  readonly at?: number
  /** and from then on so many times (1). */
  readonly times?: number
}

/** Reached by production code at the lines labelled FAILPOINT, which the bundled image does not have. */
export const failpointNames = [
  /** `sending` is committed, nothing has left. */
  'submit.before_send',
  /** The request's headers have gone out. */
  'submit.after_send',
  /** The answer is read and lies in memory only. */
  'submit.after_answer',
  /** The accepted id is on our disk, not in Postgres. */
  'submit.before_commit',
  /** The message is taken, the submission is still `intent`. */
  'submit.before_start',
  'poll.before_ask',
  'poll.before_commit',
  'archive.before_fetch',
  /** The bytes are checked; the object is not visible yet. */
  'archive.before_complete',
  /** The object stands; Postgres does not know. */
  'archive.before_commit',
] as const
export type FailpointName = (typeof failpointNames)[number]
