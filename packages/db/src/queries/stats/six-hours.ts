import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'

/** When the six hours of a moment begin: at 0, 6, 12 or 18 by the clock on the wall. */
export function sixHoursOf(
  sql: Sql,
  moment: PendingQuery<Row[]>,
  timeZone: PendingQuery<Row[]>,
): PendingQuery<Row[]> {
  return sql`date_bin('6 hours', ${moment} at time zone ${timeZone}, timestamp '2000-01-01') at time zone ${timeZone}`
}
