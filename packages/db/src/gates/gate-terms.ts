// What a gate's row means at a moment, as SQL: the row holds figures as of an earlier one. Each is written once.
import { breaker, rateCut } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'

type Term = PendingQuery<Row[]>

/** The share of the rate in force: what the last 429 left, and what has come back since. */
export function cutNow(sql: Sql, cut: Term, cutAt: Term, speed: Term, at: Term): Term {
  return sql`least(1, ${cut} + coalesce(
    greatest(0, extract(epoch from ${at} - ${cutAt}))::float8 / 60 * ${rateCut.recoveryPerMinute}::float8 * ${speed}, 0))`
}

/** Lost submissions that still count. */
export function strainNow(sql: Sql, strain: Term, strainAt: Term, speed: Term, at: Term): Term {
  return sql`case when extract(epoch from ${at} - ${strainAt})::float8 * ${speed}
    < ${breaker.forgottenAfterMs / 1000}::float8 then ${strain} else 0 end`
}

/** No more tasks are overdue than may be. Needs `g`. */
export function isBelowOverdueCap(sql: Sql): Term {
  return sql`coalesce(g.overdue < g.configured_max_overdue, true)`
}
