import type { Job } from '@reelkeep/core'

/** Places where a worker may be struck under test. The lines that reach them are labelled, and no bundle has them. */
export const failpointNames = [
  /** The message is taken, the submission is still `intent`. */
  'submit.before_start',
  /** `sending` is committed, nothing has left. */
  'submit.before_send',
  /** The request's headers have gone out. */
  'submit.after_send',
  /** The answer is read and lies in memory only. */
  'submit.after_answer',
  /** The accepted id is on our disk, not in Postgres. */
  'submit.before_commit',
  'poll.before_ask',
  /** The answer is read, Postgres does not know it. */
  'poll.before_commit',
  'archive.before_fetch',
  /** The bytes are checked; the object is not visible yet. */
  'archive.before_complete',
  /** The object stands; Postgres does not know. */
  'archive.before_commit',
] as const
export type FailpointName = (typeof failpointNames)[number]

/** May never return. A throw is taken as one of the step that was under way. */
export type Failpoint = (name: FailpointName, job: Pick<Job, 'id' | 'prompt'>) => Promise<void>

export const noFailpoint: Failpoint = () => Promise.resolve()
