import type { JobId, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type RetriedJob = {
  readonly id: JobId
  /** At most, as it is quoted; null: nobody knows. */
  readonly quotedTicks: Ticks | null
  readonly isOpen: boolean
  /** It failed once more since, so that it is in the quote of what failed. */
  readonly isQuoted: boolean
}

/**
 * The jobs of a batch that one order has sent again already. Reads the batch by jobs_of_batch and the history of each of its
 * jobs: only for an order that is taken up after its first process died.
 */
export async function listRetriedBy(
  { sql }: Database,
  wanted: {
    readonly ownerId: OwnerId
    readonly batchId: string
    readonly order: string
    /** As it is quoted. */
    readonly includesModerated: boolean
  },
): Promise<RetriedJob[]> {
  return sql<RetriedJob[]>`
    select j.id, coalesce(j.quoted_ticks, j.max_price_ticks) as "quotedTicks", j.finished_at is null as "isOpen",
      j.state = 'failed' and j.is_current and not j.adopted
        and (${wanted.includesModerated} or j.reason is distinct from 'moderated') as "isQuoted"
    from jobs j where j.batch_id = ${wanted.batchId} and j.owner_id = ${wanted.ownerId} and exists (
      select from job_events e where e.job_created_on = j.created_on and e.job_id = j.id and e.kind = 'job-retried'
        and e.detail ->> 'operation' = ${wanted.order})`
}
