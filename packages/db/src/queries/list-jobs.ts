import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobFilter, jobConditions } from './job-conditions.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'

export type JobPage = { readonly limit: number; readonly beforeId: string | null }

/**
 * A page of the owner's jobs, newest first, one more than `limit` so that the caller sees whether another page follows.
 * Walks jobs_newest, jobs_newest_by_state, jobs_of_batch, jobs_of_key or jobs_custom_id; task ids and words have indexes of their own.
 */
export async function listJobs(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  page: JobPage,
): Promise<JobRecord[]> {
  const where = jobConditions(sql, ownerId, filter)
  const before = page.beforeId === null ? sql`` : sql`and j.id < ${page.beforeId}`
  const rows = await sql<JobRecordRow[]>`
    select ${jobRecordColumns(sql)}
    from (select * from jobs j where ${where} ${before} order by j.id desc limit ${page.limit + 1}) j ${jobRecordSources(sql)}
    order by j.id desc`
  return rows.map(jobRecordFromRow)
}
