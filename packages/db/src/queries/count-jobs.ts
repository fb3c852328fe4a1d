import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { JobFilter } from './job-conditions.ts'
import { findJobIds } from './search/find-job-ids.ts'

/** How many of the owner's jobs are meant, counted no further than one past `max`. */
export async function countJobs(
  db: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  max: number,
): Promise<number> {
  const { searchSql: sql } = db
  const { ids } = await findJobIds(db, ownerId, filter, { beforeId: null, limit: max + 1 })
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count from (select id from (${ids}) f limit ${max + 1}) counted`
  return row.count
}
