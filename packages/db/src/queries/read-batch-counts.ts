import type { BatchId, JobState } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type BatchCounts = { readonly [State in JobState]: number } & { readonly total: number }

/** Exact counts of the current jobs of each batch: what is rolled up and what is still open, in one snapshot. */
export async function readBatchCounts(
  { sql }: Database,
  ids: readonly BatchId[],
): Promise<Map<BatchId, BatchCounts>> {
  const rows = await sql<({ id: BatchId } & BatchCounts)[]>`
    select b.id,
      b.total + coalesce(d.total, 0)::int as total,
      b.queued + coalesce(d.queued, 0)::int as queued,
      b.submitting + coalesce(d.submitting, 0)::int as submitting,
      b.unconfirmed + coalesce(d.unconfirmed, 0)::int as unconfirmed,
      b.rendering + coalesce(d.rendering, 0)::int as rendering,
      b.archiving + coalesce(d.archiving, 0)::int as archiving,
      b.archived + coalesce(d.archived, 0)::int as archived,
      b.failed + coalesce(d.failed, 0)::int as failed,
      b.canceled + coalesce(d.canceled, 0)::int as canceled
    from batches b
    cross join lateral (
      select sum(delta) as total,
        sum(delta) filter (where state = 'queued') as queued,
        sum(delta) filter (where state = 'submitting') as submitting,
        sum(delta) filter (where state = 'unconfirmed') as unconfirmed,
        sum(delta) filter (where state = 'rendering') as rendering,
        sum(delta) filter (where state = 'archiving') as archiving,
        sum(delta) filter (where state = 'archived') as archived,
        sum(delta) filter (where state = 'failed') as failed,
        sum(delta) filter (where state = 'canceled') as canceled
      from batch_deltas where batch_id = b.id
    ) d
    where b.id = any(${[...ids]}::text[])`
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}
