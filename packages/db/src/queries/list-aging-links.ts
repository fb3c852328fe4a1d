import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * Clips that are not ours yet and whose link has less than a third or a tenth of its life left without the alarm being
 * given, the link that dies first at the front. Reads jobs_by_link_death.
 */
export async function listAgingLinks({ sql }: Database, limit: number): Promise<JobId[]> {
  const rows = await sql<{ id: JobId }[]>`
    select id from jobs
    where state = 'archiving' and link_alarms < 2
      and source_expires_at - now()
        < (source_expires_at - source_seen_at) / case when link_alarms = 0 then 3 else 10 end
    order by source_expires_at, id limit ${limit}`
  return rows.map(({ id }) => id)
}
