import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { BatchGroup } from './batch-record.ts'
import { groupJobs } from './group-jobs.ts'

const openStates = ['queued', 'submitting', 'unconfirmed', 'rendering', 'archiving']

/**
 * What all jobs of an owner come to that are not over, with those that stand failed and were made since `since`, of
 * batches and single ones alike. Reads jobs_newest_by_state and jobs_failed_newest.
 */
export async function groupOpenJobs({ sql }: Database, ownerId: OwnerId, since: Date): Promise<BatchGroup[]> {
  const own = sql`owner_id = ${ownerId}`
  return groupJobs(sql, {
    jobs: sql`
      select * from jobs where ${own} and state = any(${openStates}::text[])
      union all
      select * from jobs where ${own} and state = 'failed' and is_current and created_at >= ${since}`,
    queued: sql`select batch_id, key_id from jobs where ${own} and state = 'queued'`,
  })
}
