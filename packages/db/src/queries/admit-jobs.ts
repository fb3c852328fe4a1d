import type { JobId, SubmissionId } from '@reelkeep/core'
import { runAdmitStatement } from '../admission/admit-statement.ts'
import type { Database } from '../open-database.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

export type AdmitRequest = {
  readonly upstream: string
  /** Must have a heartbeat already: a submission whose worker has none counts as abandoned. */
  readonly workerId: string
  /** Made beforehand, one for each job that may be admitted; as many are admitted at most. */
  readonly submissionIds: readonly SubmissionId[]
  readonly maxInFlight: number
  /** Real creates a real minute: already multiplied by `speed`. */
  readonly requestsPerMinute: number
  /** The factor for a live override of the rate, which is kept in plan time. Absent: 1. */
  readonly speed?: number
  /** Polls draw on the same bucket, and go first. Absent: they have one of their own. */
  readonly pollsShareRate?: boolean
  /** From admission until recovery may take the intent back. Absent: 60 seconds. */
  readonly recoveryMs?: number
}

export type Admission = {
  readonly admitted: readonly { readonly id: JobId; readonly version: number }[]
  /**
   * When asking again can bring more without anything else happening. Null: only a freed slot, a new or released job,
   * or an opened gate can, and whoever causes that rings admission.
   */
  readonly nextAt: Date | null
}

const defaultRecoveryMs = 60_000
/** A racer's view of the backlog may be older than the gate it waited for; it then looks again. */
const looks = 4

/**
 * Takes the next jobs of one upstream from `queued` to `submitting`, in one statement: fair over the running batches,
 * within the slots, the rate and the budgets, each with a submission `intent`, its reservation and its event.
 */
export async function admitJobs(db: Database, request: AdmitRequest): Promise<Admission> {
  for (let left = looks - 1; ; left -= 1) {
    const row = await withDeadlockRetry(() =>
      runAdmitStatement(db.sql, {
        ...request,
        speed: request.speed ?? 1,
        pollsShareRate: request.pollsShareRate ?? false,
        recoveryMs: request.recoveryMs ?? defaultRecoveryMs,
      }),
    )
    const isOutraced = row.admitted.length === 0 && row.chosen > 0
    if (!isOutraced || left === 0) {
      return { admitted: row.admitted, nextAt: isOutraced ? row.now : row.next_at }
    }
  }
}
