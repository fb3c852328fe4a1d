import type { LedgerEntry } from '../pricing/ledger.ts'
import type { Clip } from './clip.ts'
import type { CredentialId, TaskId } from './ids.ts'
import type { JobProgress } from './job.ts'
import type { SubmissionStatus } from './submission.ts'

export type Step = 'submit' | 'poll' | 'archive' | 'notify'

/** Start `step` at `at`. Only a doorbell: the row's `due_at` is what counts. */
export type Wake = { readonly step: Step; readonly at: Date }

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** One line of a job's history. `detail` holds no prompt, key or link. */
export type HistoryEvent = { readonly kind: string; readonly detail: { readonly [key: string]: JsonValue } }

/** What becomes of the live submission, in the same statement as the job. Absent fields stay. */
export type SubmissionChange = {
  readonly status: SubmissionStatus
  readonly workerId?: string | null
  readonly deadlineAt?: Date | null
  /** `now` sets sent_at to the statement's own time. */
  readonly sentAt?: 'now'
  readonly taskId?: TaskId
  readonly isUnproven?: boolean
  readonly credentialId?: CredentialId
  readonly baseUrl?: string
  readonly httpStatus?: number | null
  readonly message?: string | null
}

/** What becomes of the upstream's gate, in the same statement. Only creates are stopped by it; policy/gate.ts has the numbers. */
export type GateChange =
  /** 429 on a create: no create before `until`, and fewer a minute after. */
  | { readonly type: 'slow-down'; readonly until: Date }
  /** 429 on a poll: fewer polls a minute. */
  | { readonly type: 'slow-polls' }
  /** A create was lost or could not leave; too many of them close the gate with this reason. */
  | { readonly type: 'strain'; readonly until: Date | null; readonly reason: string }
  | { readonly type: 'close'; readonly kind: 'account' | 'configuration'; readonly reason: string }
  /** Accepted: the strain eases, and a gate that was closed before the create was sent opens. */
  | { readonly type: 'well' }

/** A notice that is due to somebody, written with the transition that causes it. */
export type Notice = { readonly kind: 'job.archived' | 'job.failed' | 'job.canceled' | 'job.unconfirmed' }

/** Everything one save writes. All of it, or nothing. */
export type Decision = {
  readonly changes: Partial<JobProgress>
  /** Null: nothing worth a line happened; counters only. */
  readonly event: HistoryEvent | null
  readonly submission: SubmissionChange | null
  readonly ledger: readonly LedgerEntry[]
  readonly clip: Clip | null
  readonly gate: GateChange | null
  readonly notice: Notice | null
  readonly wake: Wake | null
}

/** The answer of `decide`: what we do, or that the fact no longer concerns the job as it stands. */
export type Verdict =
  | { readonly outcome: 'decided'; readonly decision: Decision }
  | { readonly outcome: 'ignored'; readonly why: string }
