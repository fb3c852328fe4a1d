import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type HeldJob = { readonly workerId: string; readonly step: string; readonly jobId: string }

/** Which of the owner's jobs each worker said, at its last beat, that it holds. */
export async function listWorkerJobs(
  { sql }: Database,
  ownerId: OwnerId,
  workerIds: readonly string[],
): Promise<HeldJob[]> {
  return sql<HeldJob[]>`
    select w.worker_id as "workerId", lane.key as step, j.id as "jobId"
    from worker_heartbeats w
    cross join lateral jsonb_each(coalesce(w.detail -> 'lanes', '{}')) as lane
    cross join lateral jsonb_array_elements_text(coalesce(lane.value -> 'jobs', '[]')) with ordinality as held (id, place)
    join jobs j on j.id = held.id and j.owner_id = ${ownerId}
    where w.worker_id = any(${[...workerIds]}::text[])
    order by w.worker_id, lane.key, held.place limit 1000`
}
