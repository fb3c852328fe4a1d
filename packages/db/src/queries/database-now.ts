import type { Database } from '../open-database.ts'

/** The clock that rows are timed by. */
export async function databaseNow({ sql }: Database): Promise<Date> {
  const [row] = await sql<[{ now: Date }]>`select clock_timestamp() as now`
  return row.now
}
