import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'
import type { AdmitRequest } from '../queries/admit-jobs.ts'

/**
 * The batches that have a queued job at the upstream, and the keys whose jobs those are, each with what may still be spent
 * and sent. A lane is one batch and one key, so that the jobs of a key that may spend no more are passed over as a whole
 * and never stand before others; a job without a batch has its place under ''.
 *
 * The money that is left is read without a lock here, to know where to look; what is taken is held against the locked
 * rows afterwards. `keyed_lanes` are all of them, `open_lanes` those from which a job may go.
 */
export function lanes(
  sql: Sql,
  { upstream, timeZone }: Pick<Required<AdmitRequest>, 'upstream' | 'timeZone'>,
): PendingQuery<Row[]> {
  return sql`
    -- Hopping from one to the next by index.
    lanes as (
      (select coalesce(batch_id, '') as lane, key_id from jobs
       where upstream = ${upstream} and state = 'queued' and (select free from room) > 0
       order by coalesce(batch_id, ''), key_id limit 1)
      union all
      select n.lane, n.key_id from lanes l cross join lateral (
        select coalesce(j.batch_id, '') as lane, j.key_id from jobs j
        where j.upstream = ${upstream} and j.state = 'queued'
          and (coalesce(j.batch_id, ''), j.key_id) > (l.lane, l.key_id)
        order by coalesce(j.batch_id, ''), j.key_id limit 1
      ) n
    ),
    keys as materialized (
      select k.id, k.max_in_flight, k.day_cap_ticks from api_keys k where k.id in (select key_id from lanes)
    ),
    -- Two upstreams admit side by side: the jobs in flight of one key are counted by one of them at a time.
    locked_keys as materialized (
      select k.id, k.max_in_flight from api_keys k
      where k.id in (select id from keys where max_in_flight is not null) order by k.id for no key update
    ),
    key_slots as materialized (
      select k.id, greatest(0, k.max_in_flight - key_jobs_in_flight(k.id)) as free from locked_keys k
    ),
    caps as materialized (
      select l.lane, l.key_id as lane_key, a.* from lanes l join accounts a on a.kind = 'batch' and a.batch_id = l.lane
      union all
      select l.lane, l.key_id, a.* from lanes l join accounts a on a.kind = 'key' and a.key_id = l.key_id
      union all
      select l.lane, l.key_id, a.* from lanes l join accounts a on a.kind = 'day' and a.key_id = l.key_id
        and a.on_day = ((select at from room) at time zone ${timeZone})::date
    ),
    lane_caps as materialized (
      select c.lane, c.lane_key, array_agg(c.id order by c.id) as account_ids,
        min(c.cap_ticks - c.reserved_ticks - c.charged_ticks - c.contingent_ticks) as room_ticks,
        min(c.day_ends_at) filter (where c.cap_ticks is not null) as day_ends_at,
        min(c.cap_ticks) filter (where c.kind = 'day') as day_cap_ticks,
        bool_or(c.kind <> 'batch' and c.carried_ticks is null) as is_new
      from caps c group by c.lane, c.lane_key
    ),
    keyed_lanes as materialized (
      select l.lane, l.key_id, coalesce(c.account_ids, '{}') as account_ids, c.room_ticks, c.day_ends_at,
        s.free as key_free,
        -- A key's caps hold from its next claim on: what is not up to date is made so first.
        not coalesce(c.is_new, false) and c.day_cap_ticks is not distinct from k.day_cap_ticks as is_ready
      from lanes l
      join keys k on k.id = l.key_id
      left join lane_caps c on c.lane = l.lane and c.lane_key = l.key_id
      left join key_slots s on s.id = l.key_id
    ),
    open_lanes as materialized (
      -- A probe is a job that was sent least often: one that is refused for its own sake must not be every probe.
      select l.lane, l.key_id, l.account_ids, l.room_ticks, l.key_free, b.trial_rows,
        case when (select closed_reason from room) is not null then (
          select min(q.submissions) from jobs q
          where q.upstream = ${upstream} and q.state = 'queued' and coalesce(q.batch_id, '') = l.lane
            and q.key_id = l.key_id and q.due_at <= (select at from room)
        ) end as least_sent
      from keyed_lanes l left join batches b on b.id = l.lane
      where (l.lane = '' or b.state not in ('paused', 'canceled'))
        -- Of a trial only the first rows go; once they are gone nothing of the batch is read any more.
        and (b.trial_rows is null or exists (
          select from jobs t where t.batch_id = b.id and t.queued_row <= b.trial_rows and t.due_at <= (select at from room)))
        and l.is_ready and coalesce(l.key_free, 1) > 0
        -- The cheapest of the lane says whether any of it can be paid, without reading past all that cannot.
        and (l.room_ticks is null or l.room_ticks >= (
          select coalesce(q.quoted_ticks, q.max_price_ticks) from jobs q
          where q.upstream = ${upstream} and q.state = 'queued' and coalesce(q.batch_id, '') = l.lane
            and q.key_id = l.key_id and coalesce(q.quoted_ticks, q.max_price_ticks) is not null
          order by coalesce(q.quoted_ticks, q.max_price_ticks) limit 1))
    )`
}
