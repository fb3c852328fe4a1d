import { jobStates } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { BatchGroup } from './batch-record.ts'
import { groupJobs } from './group-jobs.ts'

const doneStates = ['archived', 'canceled']
const otherStates = jobStates.filter((state) => !doneStates.includes(state))

/**
 * What the jobs of these batches come to: counts and money by state, reason and hold. Its cost grows with the jobs: those
 * that are done are read by jobs_done_of_batch alone, the others one by one by jobs_of_batch. A page of batches asks once.
 */
export async function groupBatchJobs({ sql }: Database, batchIds: readonly string[]): Promise<BatchGroup[]> {
  if (batchIds.length === 0) return []
  const ofThese = sql`batch_id = any(${[...batchIds]}::text[])`
  // Named, so that the index is enough; what is done waits for nothing and holds no failure.
  const columns = sql`batch_id, upstream, state, reason, overdue, quoted_ticks, reserved_ticks, charged_ticks, reported_ticks,
    contingent_ticks, submissions, simulated, rendered_at, finished_at`
  return groupJobs(sql, {
    jobs: sql`
      select ${columns}, null as waiting_for, null::jsonb as failure, null::text as key_id, null::bigint as max_price_ticks,
        null::timestamptz as due_at, null::timestamptz as submitted_at, 0 as reopens
      from jobs where ${ofThese} and state in ('archived', 'canceled')
      union all
      select ${columns}, waiting_for, failure, key_id, max_price_ticks, due_at, submitted_at, reopens
      from jobs where ${ofThese} and state = any(${otherStates}::text[])`,
    queued: sql`select batch_id, key_id from jobs where ${ofThese} and queued_row is not null`,
  })
}
