import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'
import type { AdmitRequest } from '../queries/admit-jobs.ts'

/**
 * The jobs that may go next, from `open_lanes`: the first of each lane that its caps can pay one of, in the order in which
 * they would go, as many as there is room for. Dearer ones are passed over, and go when there is money for them. One that
 * does not fit with those before it leaves its place empty, and the next look, which comes at once, goes on from there.
 *
 * With many batches most of them can have no more than their first rows among so few, and no more is read of them: once
 * as many batches as there is room for offer a row, none goes that stands behind the first row of the last of these.
 */
export function candidates(
  sql: Sql,
  { upstream }: Pick<Required<AdmitRequest>, 'upstream'>,
): PendingQuery<Row[]> {
  const mayGo = sql`q.upstream = ${upstream} and q.state = 'queued' and coalesce(q.batch_id, '') = l.lane
    and q.key_id = l.key_id and (l.trial_rows is null or q.queued_row <= l.trial_rows)
    and q.due_at <= (select at from room) and (l.least_sent is null or q.submissions = l.least_sent)
    and (l.room_ticks is null or coalesce(q.quoted_ticks, q.max_price_ticks) <= l.room_ticks)`
  return sql`
    loads as materialized (
      select coalesce(batch_id, '') as lane, count(*) as load from jobs
      where upstream = ${upstream} and state in ('submitting', 'rendering', 'archiving') and holds_slot
        and (select count(distinct lane) from open_lanes) > 1
      group by coalesce(batch_id, '')
    ),
    offering as materialized (
      select l.*, coalesce(w.load, 0) as load from open_lanes l left join loads w on w.lane = l.lane
      where exists (select from jobs q where ${mayGo})
    ),
    -- Null: fewer batches than there is room for. A probe goes by how often a job was sent, before all else.
    reach as materialized (
      select (
        select o.load + 1 from offering o group by o.lane, o.load order by o.load
        offset (select greatest(free - 1, 0) from room) limit (select (closed_reason is null)::int from room)
      ) as last_turn
    ),
    found as materialized (
      select l.lane, l.key_id, l.account_ids, l.key_free, l.least_sent, l.load, j.id, j.version, j.priority, j.reserve,
        row_number() over (partition by l.lane order by l.least_sent, j.priority desc, j.id) as place_in_lane
      from offering l
      cross join lateral (
        select q.id, q.version, q.priority, coalesce(q.quoted_ticks, q.max_price_ticks) as reserve from jobs q
        where ${mayGo}
        order by q.priority desc, q.id
        limit greatest(0, least((select free from room), l.key_free, (select last_turn from reach) - l.load))
      ) j
    ),
    first_found as materialized (
      select f.*, f.load + f.place_in_lane as turn from found f
      order by f.least_sent, f.load + f.place_in_lane, f.priority desc, f.id limit (select free from room)
    ),
    candidates as materialized (
      select f.id, f.version, f.key_id, f.account_ids, f.key_free, f.reserve,
        row_number() over (order by f.least_sent, f.turn, f.priority desc, f.id) as place
      from first_found f
    )`
}
