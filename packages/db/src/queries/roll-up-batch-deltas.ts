import type { Database } from '../open-database.ts'

// Two roll-ups at once would each see half of a batch; the second does nothing.
const rollUpLock = 7_261_002
const batchesAtOnce = 200

/**
 * Folds the open deltas of batches into their rows, and lets a batch be `finished` or `running` again by what its
 * counts say. Answers how many deltas are gone. Reads never depend on it: they add what is still open.
 */
export async function rollUpBatchDeltas({ sql }: Database): Promise<number> {
  const [row] = await sql<[{ folded: number }]>`
    with open_batches as materialized (
      select distinct batch_id from batch_deltas
      where pg_try_advisory_xact_lock(${rollUpLock}::bigint)
      limit ${batchesAtOnce}
    ),
    folded as (
      delete from batch_deltas d using open_batches o where d.batch_id = o.batch_id
      returning d.batch_id, d.state, d.delta
    ),
    sums as (
      select batch_id, count(*) as deltas, sum(delta)::int as total,
        coalesce(sum(delta) filter (where state = 'queued'), 0)::int as queued,
        coalesce(sum(delta) filter (where state = 'submitting'), 0)::int as submitting,
        coalesce(sum(delta) filter (where state = 'unconfirmed'), 0)::int as unconfirmed,
        coalesce(sum(delta) filter (where state = 'rendering'), 0)::int as rendering,
        coalesce(sum(delta) filter (where state = 'archiving'), 0)::int as archiving,
        coalesce(sum(delta) filter (where state = 'archived'), 0)::int as archived,
        coalesce(sum(delta) filter (where state = 'failed'), 0)::int as failed,
        coalesce(sum(delta) filter (where state = 'canceled'), 0)::int as canceled
      from folded group by batch_id
    ),
    rolled as (
      update batches b set
        total = b.total + s.total, queued = b.queued + s.queued, submitting = b.submitting + s.submitting,
        unconfirmed = b.unconfirmed + s.unconfirmed, rendering = b.rendering + s.rendering,
        archiving = b.archiving + s.archiving, archived = b.archived + s.archived, failed = b.failed + s.failed,
        canceled = b.canceled + s.canceled, updated_at = now(),
        state = case when b.state not in ('running', 'finished') then b.state
          when b.queued + s.queued + b.submitting + s.submitting + b.unconfirmed + s.unconfirmed + b.rendering
            + s.rendering + b.archiving + s.archiving = 0 then 'finished' else 'running' end,
        finished_at = case when b.state in ('running', 'finished')
          and b.queued + s.queued + b.submitting + s.submitting + b.unconfirmed + s.unconfirmed + b.rendering
            + s.rendering + b.archiving + s.archiving = 0 then coalesce(b.finished_at, now()) end
      from sums s where b.id = s.batch_id
    )
    select coalesce(sum(deltas), 0)::int as folded from sums`
  return row.folded
}
