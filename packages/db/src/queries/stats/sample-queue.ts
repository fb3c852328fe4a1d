import type { Database } from '../../open-database.ts'

/** Notes how long the queue is and how old its oldest job, by owner, upstream and model. */
export async function sampleQueue({ sql }: Database): Promise<void> {
  await sql`
    insert into queue_samples as q (at, owner_id, upstream, model, queued, oldest_ms)
    select date_bin('1 minute', now(), 'epoch'), owner_id, upstream, model, count(*),
      -- A job that is retried is as old as its return to the queue; one that a person holds waits for nothing.
      greatest(0, extract(epoch from now() - min(due_at)) * 1000)::bigint
    from jobs where state = 'queued' group by owner_id, upstream, model
    on conflict (owner_id, at, upstream, model) do update set
      queued = greatest(q.queued, excluded.queued), oldest_ms = greatest(q.oldest_ms, excluded.oldest_ms)`
}

const foldedAtOnce = 20_000

/** Leaves of looks that are older than two days only the most of each quarter hour. Answers how many rows it took. */
export async function foldQueueSamples({ sql }: Database): Promise<number> {
  const [row] = await sql<[{ folded: number }]>`
    with old as (
      delete from queue_samples where ctid = any(array(
        select ctid from queue_samples
        where at < now() - interval '2 days' and at <> date_bin('15 minutes', at, 'epoch') order by at limit ${foldedAtOnce}))
      returning *
    ),
    kept as (
      insert into queue_samples as q (at, owner_id, upstream, model, queued, oldest_ms)
      select date_bin('15 minutes', at, 'epoch'), owner_id, upstream, model, max(queued), max(oldest_ms)
      from old group by 1, 2, 3, 4
      on conflict (owner_id, at, upstream, model) do update set
        queued = greatest(q.queued, excluded.queued), oldest_ms = greatest(q.oldest_ms, excluded.oldest_ms)
    )
    select count(*)::integer as folded from old`
  return row.folded
}
