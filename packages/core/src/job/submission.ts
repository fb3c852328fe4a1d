import type { CredentialId, SubmissionId, TaskId } from './ids.ts'

/**
 * One POST that may cost money. The first four are live: a partial unique index forbids a second live submission
 * of the same job. After `sending` is committed no code path may send it again.
 */
export const submissionStatuses = [
  'intent',
  'sending',
  'accepted',
  'unknown',
  'rejected',
  'not_sent',
  'finished',
  'failed',
  'resolved_absent',
  'written_off',
] as const

export type SubmissionStatus = (typeof submissionStatuses)[number]

export const liveSubmissionStatuses = [
  'intent',
  'sending',
  'accepted',
  'unknown',
] as const satisfies readonly SubmissionStatus[]

export type Submission = {
  readonly id: SubmissionId
  /** 1 for the first POST of the job. */
  readonly number: number
  readonly status: SubmissionStatus
  /** Which worker process holds it; null once it is settled by recovery. */
  readonly workerId: string | null
  /** After this the answer is no longer awaited; null before `sending`. */
  readonly deadlineAt: Date | null
  readonly sentAt: Date | null
  readonly taskId: TaskId | null
  /** A person named its task, and the upstream has not spoken of that task yet: the name may be mistyped. */
  readonly isUnproven: boolean
  readonly credentialId: CredentialId | null
  readonly baseUrl: string | null
}
