import type { JobState, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'

export type JobFilter = {
  readonly states: readonly JobState[] | null
  readonly reason: string | null
  /** Id or name. */
  readonly batch: string | null
  readonly upstream: string | null
  readonly model: string | null
  readonly customId: string | null
  readonly taskId: string | null
  /** Words of the prompt. */
  readonly words: string | null
  readonly from: Date | null
  readonly to: Date | null
}

export type JobPage = { readonly limit: number; readonly beforeId: string | null }

/**
 * A page of the owner's jobs, newest first, one more than `limit` so that the caller sees whether another page follows.
 * Walks jobs_newest, jobs_newest_by_state, jobs_of_batch or jobs_custom_id; task ids and words have indexes of their own.
 */
export async function listJobs(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  page: JobPage,
): Promise<JobRecord[]> {
  const conditions = [
    sql`j.owner_id = ${ownerId}`,
    filter.states && sql`j.state = any(${filter.states})`,
    filter.reason && sql`j.reason = ${filter.reason}`,
    filter.batch &&
      sql`j.batch_id = (select id from batches where owner_id = ${ownerId} and (id = ${filter.batch} or name = ${filter.batch}) limit 1)`,
    filter.upstream && sql`j.upstream = ${filter.upstream}`,
    filter.model && sql`j.model = ${filter.model}`,
    filter.customId && sql`j.custom_id = ${filter.customId}`,
    filter.taskId && sql`j.id in (select job_id from submissions where task_id = ${filter.taskId})`,
    filter.words &&
      sql`j.id in (select job_id from job_words where words @@ plainto_tsquery('simple', ${filter.words}))`,
    filter.from && sql`j.created_at >= ${filter.from}`,
    filter.to && sql`j.created_at < ${filter.to}`,
    page.beforeId && sql`j.id < ${page.beforeId}`,
  ].filter((condition) => condition !== null && condition !== '')
  const where = conditions.reduce((all, condition) => sql`${all} and ${condition}`)
  const rows = await sql<JobRecordRow[]>`
    select ${jobRecordColumns(sql)}
    from (select * from jobs j where ${where} order by j.id desc limit ${page.limit + 1}) j ${jobRecordSources(sql)}
    order by j.id desc`
  return rows.map(jobRecordFromRow)
}
