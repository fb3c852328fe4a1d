import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { JobFilter } from './job-conditions.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'
import { findJobIds } from './search/find-job-ids.ts'

export type JobPage = { readonly limit: number; readonly beforeId: string | null }

/**
 * A page of the owner's jobs, newest first, one more than `limit` so that the caller sees whether another page follows.
 * How they are found is said where they are: search/walk-jobs.ts.
 */
export async function listJobs(
  db: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  page: JobPage,
): Promise<JobRecord[]> {
  const { searchSql: sql } = db
  const walk = { beforeId: page.beforeId, limit: page.limit + 1 }
  const { ids } = await findJobIds(db, ownerId, filter, walk)
  const rows = await sql<JobRecordRow[]>`
    select ${jobRecordColumns(sql)}
    from (select id from (${ids}) f order by id desc limit ${walk.limit}) p
    join jobs j on j.id = p.id ${jobRecordSources(sql)}
    order by j.id desc`
  return rows.map(jobRecordFromRow)
}
