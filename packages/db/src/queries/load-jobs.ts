import type { Job, JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobRow, jobFromRow, selectJobs } from './job-row.ts'

/** The jobs as they stand, each with its latest submission and its clip, in no order; unknown ids are left out. */
export async function loadJobs({ sql }: Database, ids: readonly JobId[]): Promise<Job[]> {
  const rows = await sql<JobRow[]>`${selectJobs(sql)} where j.id = any(${[...ids]}::text[])`
  return rows.map(jobFromRow)
}
