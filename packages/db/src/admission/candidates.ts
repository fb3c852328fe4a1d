import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'
import type { AdmitRequest } from '../queries/admit-jobs.ts'

/**
 * The jobs that may go next, from `open_lanes`: the first of each lane that its caps can pay one of, in the order in which
 * they would go. Dearer ones are passed over, and go when there is money for them.
 */
export function candidates(
  sql: Sql,
  { upstream }: Pick<Required<AdmitRequest>, 'upstream'>,
): PendingQuery<Row[]> {
  return sql`
    loads as materialized (
      select coalesce(batch_id, '') as lane, count(*) as load from jobs
      where upstream = ${upstream} and state in ('submitting', 'rendering', 'archiving') and holds_slot
        and (select count(distinct lane) from open_lanes) > 1
      group by coalesce(batch_id, '')
    ),
    found as materialized (
      select l.lane, l.key_id, l.account_ids, l.key_free, l.least_sent, j.id, j.version, j.priority, j.reserve,
        row_number() over (partition by l.lane order by l.least_sent, j.priority desc, j.id) as place_in_lane
      from open_lanes l
      cross join lateral (
        select q.id, q.version, q.priority, coalesce(q.quoted_ticks, q.max_price_ticks) as reserve from jobs q
        where q.upstream = ${upstream} and q.state = 'queued' and coalesce(q.batch_id, '') = l.lane
          and q.key_id = l.key_id and (l.trial_rows is null or q.queued_row <= l.trial_rows)
          and q.due_at <= (select at from room) and (l.least_sent is null or q.submissions = l.least_sent)
          and (l.room_ticks is null or coalesce(q.quoted_ticks, q.max_price_ticks) <= l.room_ticks)
        order by q.priority desc, q.id limit least((select free from room), l.key_free)
      ) j
    ),
    candidates as materialized (
      select f.id, f.version, f.key_id, f.account_ids, f.key_free, f.reserve,
        row_number() over (
          order by f.least_sent, coalesce(w.load, 0) + f.place_in_lane, f.priority desc, f.id) as place
      from found f left join loads w on w.lane = f.lane
      where f.place_in_lane <= (select free from room)
    )`
}
