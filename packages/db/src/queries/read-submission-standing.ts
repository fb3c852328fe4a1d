import type { SubmissionId, SubmissionStatus } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type SubmissionStanding = {
  readonly status: SubmissionStatus
  /** A late acceptance of it is in its job's history. */
  readonly isOrphaned: boolean
}

/** How a submission stands, whether or not its job has made another since. Null: there is none of that id. */
export async function readSubmissionStanding(
  { sql }: Database,
  id: SubmissionId,
): Promise<SubmissionStanding | null> {
  const [row] = await sql<SubmissionStanding[]>`
    select u.status, exists (
      select from job_events e
      where e.job_created_on = j.created_on and e.job_id = j.id and e.kind = 'submission-orphaned'
        and e.detail ->> 'submission' = u.id
    ) as "isOrphaned"
    from submissions u join jobs j on j.id = u.job_id where u.id = ${id}`
  return row ?? null
}
