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
      when j.waiting_for is not null and j.due_at > now() then j.waiting_for
      when b.state in ('paused', 'canceled') then 'pause'
      when g.paused or g.closed_reason is not null or not ${isBelowOverdueCap(sql)} then 'gate'
      when exists (select from store_health h where h.closed_at is not null) then 'archive_unwell'
      when j.account_ids <> '{}' and coalesce(j.quoted_ticks, j.max_price_ticks) is null and exists (
        select from accounts a where a.id = any(j.account_ids) and a.cap_ticks is not null) then 'price'
      when j.account_ids <> '{}' and exists (
        select from accounts a where a.id = any(j.account_ids) and coalesce(j.quoted_ticks, j.max_price_ticks)
          > a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks) then 'budget'
      when g.not_before > now() then 'rate'
      when g.in_flight >= coalesce(g.max_in_flight, g.configured_max_in_flight) then 'slot'
      when g.requests_per_minute = 0 then 'rate'
      when g.tokens + extract(epoch from now() - g.tokens_at)
        * coalesce(g.requests_per_minute * g.configured_speed, g.configured_requests_per_minute) / 60
        * ${cutNow(sql, sql`g.cut`, sql`g.cut_at`, sql`g.configured_speed`, sql`now()`)} < 1 then 'rate'
    end`
}
