import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * Which of these jobs have a line of this order in their history: whoever carries it out does nothing to them a second
 * time, whatever became of them since. Asked after a job is loaded it holds for the save that follows: what another
 * process of the order does from then on moves the version by which that save is guarded.
 */
export async function listDoneByOrder(
  { sql }: Database,
  order: string,
  jobIds: readonly JobId[],
): Promise<Set<JobId>> {
  if (jobIds.length === 0) return new Set()
  const rows = await sql<{ id: JobId }[]>`
    select j.id from jobs j where j.id = any(${[...jobIds]}::text[]) and exists (
      select from job_events e where e.job_created_on = j.created_on and e.job_id = j.id
        and e.detail ->> 'operation' = ${order})`
  return new Set(rows.map(({ id }) => id))
}
