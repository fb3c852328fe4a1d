import type { Database } from '../open-database.ts'
import type { BatchGroup } from './batch-record.ts'
import { groupJobs } from './group-jobs.ts'

/**
 * What the jobs of these batches come to: counts and money by state, reason and hold. Reads the batches' jobs by
 * jobs_of_batch, so its cost grows with them; a page of batches asks once.
 */
export async function groupBatchJobs({ sql }: Database, batchIds: readonly string[]): Promise<BatchGroup[]> {
  if (batchIds.length === 0) return []
  const ofThese = sql`batch_id = any(${[...batchIds]}::text[])`
  return groupJobs(sql, {
    jobs: sql`select * from jobs where ${ofThese}`,
    queued: sql`select batch_id, key_id from jobs where ${ofThese} and queued_row is not null`,
  })
}
