import type { JobId, SubmissionId } from '@reelkeep/core'
import { runAdmitStatement } from '../admission/admit-statement.ts'
import { openKeyAccounts } from '../admission/open-key-accounts.ts'
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
  /** Where a day begins for the caps of days. Absent: UTC. */
  readonly timeZone?: string
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
 * within the slots, the rate, the budgets and the caps of keys, each with a submission `intent`, its reservation and its
 * event. Accounts that a key lacks are opened before, for the look after this one.
 */
export async function admitJobs(db: Database, request: AdmitRequest): Promise<Admission> {
  const timeZone = request.timeZone ?? 'UTC'
  for (let left = looks - 1; ; left -= 1) {
    const row = await withDeadlockRetry(() =>
      runAdmitStatement(db.sql, {
        ...request,
        timeZone,
        speed: request.speed ?? 1,
        pollsShareRate: request.pollsShareRate ?? false,
        recoveryMs: request.recoveryMs ?? defaultRecoveryMs,
      }),
    )
    if (row.wants_accounts) await openKeyAccounts(db, timeZone)
    const isOutraced = row.admitted.length === 0 && (row.chosen > 0 || row.wants_accounts)
    if (!isOutraced || left === 0) {
      const isAgainAtOnce = isOutraced || row.wants_accounts
      return { admitted: row.admitted, nextAt: isAgainAtOnce ? row.now : row.next_at }
    }
  }
}
