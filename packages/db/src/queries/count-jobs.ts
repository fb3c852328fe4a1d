import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobFilter, jobConditions } from './job-conditions.ts'

/** How many of the owner's jobs are meant, counted no further than one past `max`. */
export async function countJobs(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  max: number,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count
    from (select from jobs j where ${jobConditions(sql, ownerId, filter)} limit ${max + 1}) found`
  return row.count
}
