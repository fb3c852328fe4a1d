import type { BatchId, JobId, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A scrub that somebody asked for. */
export type ScrubOrder = {
  readonly id: string
  readonly ownerId: OwnerId
  readonly filter: {
    readonly batch_id?: BatchId
    readonly job_id?: JobId
    /** Only so many, the least recently checked ones. */
    readonly sample?: number
  }
}

/** The oldest scrub that nobody does: just ordered, or its worker has not moved it for `staleMs`. */
export async function claimScrub({ sql }: Database, staleMs: number): Promise<ScrubOrder | null> {
  const [row] = await sql<ScrubOrder[]>`
    update operations set moved_at = clock_timestamp() where id = (
      select id from operations where action = 'scrub' and state = 'running'
        and (moved_at = created_at or moved_at < now() - ${staleMs}::float8 * interval '1 millisecond')
      order by id limit 1 for update skip locked)
    returning id, owner_id as "ownerId", filter`
  return row ?? null
}
