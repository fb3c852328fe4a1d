import type { PendingQuery, Row } from 'postgres'
import { cutNow, isBelowOverdueCap } from '../gates/gate-terms.ts'
import type { Sql } from '../open-database.ts'

/**
 * What a job waits for, from `j` (jobs), `b` (its batch, or nothing) and `g` (its upstream's gate, or nothing). Worked
 * out on reading: kept in the rows it would cost a write per waiting row whenever a gate, a batch or an account moves,
 * and be wrong in between (docs/decisions/0003). The order is the order in which a person would have to act.
 */
export function waitsFor(sql: Sql): PendingQuery<Row[]> {
  return sql`
    case
      when j.state <> 'queued' then j.waiting_for
      -- A hold of this very job counts only until its time has come.
      when j.waiting_for is not null and coalesce(j.due_at > now(), true) then j.waiting_for
      when b.state in ('paused', 'canceled') or j.batch_row > b.trial_rows then 'pause'
      when g.paused or g.closed_reason is not null or not ${isBelowOverdueCap(sql)} then 'gate'
      when exists (select from store_health h where h.closed_at is not null) then 'archive_unwell'
      when coalesce(j.quoted_ticks, j.max_price_ticks) is null and exists (
        select from accounts a where a.cap_ticks is not null and ${capsOf(sql)}) then 'price'
      when exists (
        select from accounts a where ${capsOf(sql)} and coalesce(j.quoted_ticks, j.max_price_ticks)
          > a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks) then 'budget'
      when g.not_before > now() then 'rate'
      when g.in_flight >= coalesce(g.max_in_flight, g.configured_max_in_flight) then 'slot'
      when exists (
        select from api_keys k where k.id = j.key_id and k.max_in_flight <= (
          select count(*) from jobs f
          where f.key_id = k.id and f.holds_slot and f.state in ('submitting', 'rendering', 'archiving'))) then 'slot'
      when g.requests_per_minute = 0 then 'rate'
      when g.tokens + extract(epoch from now() - g.tokens_at)
        * coalesce(g.requests_per_minute * g.configured_speed, g.configured_requests_per_minute) / 60
        * ${cutNow(sql, sql`g.cut`, sql`g.cut_at`, sql`g.configured_speed`, sql`now()`)} < 1 then 'rate'
    end`
}

/** Whether `a` (accounts) is one that the next claim of `j` would count against. A day is over when it ends, not before. */
export function capsOf(sql: Sql): PendingQuery<Row[]> {
  return sql`(a.kind = 'batch' and a.batch_id = j.batch_id or a.kind = 'key' and a.key_id = j.key_id
    or a.kind = 'day' and a.key_id = j.key_id and ${isOfToday(sql)})`
}

/** Whether `a` (accounts), of a day, is of the one that runs. */
export function isOfToday(sql: Sql): PendingQuery<Row[]> {
  return sql`(a.day_ends_at > now() and a.day_ends_at <= now() + interval '26 hours')`
}
