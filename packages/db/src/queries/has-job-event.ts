import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** Whether something ever happened to a job: tells a repeated action from one that was never possible. */
export async function hasJobEvent({ sql }: Database, id: JobId, kind: string): Promise<boolean> {
  const rows = await sql`
    select 1 from jobs j join job_events e on e.job_created_on = j.created_on and e.job_id = j.id
    where j.id = ${id} and e.kind = ${kind} limit 1`
  return rows.length > 0
}
