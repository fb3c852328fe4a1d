import type { JobId } from '@reelkeep/core'
import { policyHeld } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type ExpiredHold = {
  readonly id: JobId
  /** `isTold` is true of this version only: another worker may tell it meanwhile. */
  readonly version: number
  /** Its history says already why the policy leaves it to a person. */
  readonly isTold: boolean
}

/** Jobs of one upstream that have been in doubt for longer than its hold time, the longest first. */
export async function listExpiredHolds(
  { sql }: Database,
  filter: { readonly upstream: string; readonly heldMs: number; readonly limit: number },
): Promise<ExpiredHold[]> {
  return sql<ExpiredHold[]>`
    select j.id, j.version, exists (
      select from job_events e
      where e.job_created_on = j.created_on and e.job_id = j.id and e.kind = ${policyHeld}
        and e.detail ->> 'submission' = s.id
    ) as "isTold"
    from jobs j join submissions s on s.job_id = j.id and s.number = j.submissions
    where j.state = 'unconfirmed' and j.upstream = ${filter.upstream} and s.status = 'unknown'
      and s.unknown_at < now() - ${filter.heldMs}::float8 * interval '1 millisecond'
    order by s.unknown_at limit ${filter.limit}`
}
