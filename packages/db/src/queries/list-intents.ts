import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** Jobs that a worker claimed and has not begun to send, the longest claimed first. */
export async function listIntents(
  { sql }: Database,
  filter: { readonly workerId: string; readonly olderThanMs: number; readonly limit: number },
): Promise<{ readonly id: JobId; readonly version: number }[]> {
  return sql<{ id: JobId; version: number }[]>`
    select j.id, j.version
    from jobs j join submissions s on s.job_id = j.id and s.number = j.submissions
    where j.state = 'submitting' and s.status = 'intent' and s.worker_id = ${filter.workerId}
      and s.created_at <= now() - ${filter.olderThanMs}::float8 * interval '1 millisecond'
    order by s.created_at limit ${filter.limit}`
}
