import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import type { StatSource } from './read-parts.ts'

/** Where sums of money are. Minutes are apart: older code takes all of spend_stats for quarter hours. */
export function spendSums(sql: Sql, span: Exclude<StatSource, 'rows'>): PendingQuery<Row[]> {
  return span === '1m' ? sql`spend_minutes` : sql`spend_stats`
}
