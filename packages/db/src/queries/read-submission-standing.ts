import type { SubmissionId, SubmissionStatus, TaskId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type SubmissionStanding = {
  readonly status: SubmissionStatus
  /** Null: none is bound. */
  readonly taskId: TaskId | null
  /** The latest of its job. */
  readonly isCurrent: boolean
  /** A late acceptance of it is in its job's history. */
  readonly isOrphaned: boolean
  /** The ledger holds what it may have cost as contingent, or says that nobody knows how much. */
  readonly isAtRisk: boolean
}

/**
 * How a submission stands, whether or not its job has made another since. Null: there is none of that id. Read it after
 * its job: what is saved on that job's version then knows of every orphan before it.
 */
export async function readSubmissionStanding(
  { sql }: Database,
  id: SubmissionId,
): Promise<SubmissionStanding | null> {
  const [row] = await sql<SubmissionStanding[]>`
    select u.status, u.task_id as "taskId", u.number = j.submissions as "isCurrent", exists (
      select from job_events e
      where e.job_created_on = j.created_on and e.job_id = j.id and e.kind = 'submission-orphaned'
        and e.detail ->> 'submission' = u.id
    ) as "isOrphaned", coalesce((
      select sum(l.ticks) > 0 or bool_or(l.ticks is null) from ledger_entries l
      where l.job_id = u.job_id and l.submission_id = u.id and l.kind = 'contingent'
    ), false) as "isAtRisk"
    from submissions u join jobs j on j.id = u.job_id where u.id = ${id}`
  return row ?? null
}
