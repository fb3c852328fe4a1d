import type { JobId, JobState, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A chunk of a batch's current jobs in one state, oldest first, after `afterId`. Walks jobs_of_batch. */
export async function listBatchJobIds(
  { sql }: Database,
  wanted: {
    readonly ownerId: OwnerId
    readonly batchId: string
    readonly state: JobState
    /** Jobs that ended for it are left out. */
    readonly exceptReason?: string
    readonly afterId: string
    readonly limit: number
  },
): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select id from jobs
    where batch_id = ${wanted.batchId} and owner_id = ${wanted.ownerId} and state = ${wanted.state} and is_current
      and (${wanted.exceptReason ?? null}::text is null or reason is distinct from ${wanted.exceptReason ?? null})
      and id > ${wanted.afterId}
    order by id limit ${wanted.limit}`
  return rows.map((row) => row.id)
}
