import type { Database } from '../open-database.ts'

/** Makes the partitions of `job_events` for this month and the coming ones; answers how many were missing. */
export async function ensureEventPartitions({ sql }: Database, monthsAhead = 2): Promise<number> {
  const [row] = await sql<[{ made: number }]>`select ensure_job_event_partitions(${monthsAhead}::int) as made`
  return row.made
}
