import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type AbandonedFilter = {
  /** A worker that has not beaten for this long is dead. */
  readonly deadAfterMs: number
  /**
   * So long an intent is left after that, or after its deadline: the message of its dead worker comes round again, and
   * whoever gets it counts the crash. Only where that message is lost too does recovery take the intent back.
   */
  readonly intentGraceMs: number
  readonly limit: number
}

/**
 * Jobs in `submitting` that nobody is working on any more: their deadline has passed, or the heartbeat of their
 * worker is missing or older than `deadAfterMs`. Recovery decides what became of them.
 */
export async function listAbandoned(
  { sql }: Database,
  { deadAfterMs, intentGraceMs, limit }: AbandonedFilter,
): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select j.id
    from jobs j
    left join submissions s on s.job_id = j.id and s.number = j.submissions
    left join worker_heartbeats w on w.worker_id = s.worker_id
    where j.state = 'submitting'
      and (w.beat_at is null
        or least(j.due_at, w.beat_at + ${deadAfterMs}::float8 * interval '1 millisecond')
          + case when s.status = 'intent' then ${intentGraceMs}::float8 else 0 end * interval '1 millisecond' < now())
    order by j.due_at limit ${limit}`
  return rows.map((row) => row.id)
}
