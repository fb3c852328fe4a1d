import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * Jobs in `submitting` that nobody is working on any more: their deadline has passed, or the heartbeat of their
 * worker is missing or older than `deadAfterMs`. Recovery decides what became of them.
 */
export async function listAbandoned(
  { sql }: Database,
  { deadAfterMs, limit }: { readonly deadAfterMs: number; readonly limit: number },
): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select j.id
    from jobs j
    left join submissions s on s.job_id = j.id and s.number = j.submissions
    left join worker_heartbeats w on w.worker_id = s.worker_id
    where j.state = 'submitting'
      and (j.due_at < now()
        or w.beat_at is null
        or w.beat_at < now() - ${deadAfterMs}::float8 * interval '1 millisecond')
    order by j.due_at limit ${limit}`
  return rows.map((row) => row.id)
}
