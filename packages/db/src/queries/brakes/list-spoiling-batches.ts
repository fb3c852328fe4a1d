import type { BatchId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'

/**
 * Running batches whose brake may have to act: so many of their rows are spoiled that the share could be reached, and
 * something is left to send. Never leaves one out that has to be stopped, and costs what is spoiled, not what the batch
 * holds: it counts by jobs_spoiled and takes the rest from the rolled-up counters. Walks batches_with_brakes.
 */
export async function listSpoilingBatches({ sql }: Database): Promise<BatchId[]> {
  const rows = await sql<{ id: BatchId }[]>`
    select b.id from batches b
    cross join lateral (
      select count(*) as spoiled from jobs j
      where j.spoiled_batch = b.id and (b.judged_from is null or j.finished_at > b.judged_from)
    ) s
    where b.state = 'running' and b.stop_failed_share is not null and s.spoiled > 0
      and s.spoiled + 1e-9 >= b.stop_failed_share
        * greatest(b.stop_after, case when b.judged_from is null then b.archived else 0 end)
      and exists (select from jobs q where q.batch_id = b.id and q.queued_row is not null)
    order by b.id`
  return rows.map(({ id }) => id)
}
