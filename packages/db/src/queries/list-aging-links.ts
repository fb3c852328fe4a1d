import type { JobId, Step } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** `step`: what is due for the job next, which an alarm does not change. */
export type AgingLink = { readonly id: JobId; readonly step: Step }

/**
 * Clips that are not ours yet and whose link has less than a third or a tenth of its life left without the alarm being
 * given, the link that dies first at the front. Reads jobs_by_link_death.
 */
export async function listAgingLinks({ sql }: Database, limit: number): Promise<AgingLink[]> {
  return sql<AgingLink[]>`
    select id, coalesce(next_step, 'archive') as step from jobs
    where state = 'archiving' and link_alarms < 2
      and source_expires_at - now()
        < (source_expires_at - source_seen_at) / case when link_alarms = 0 then 3 else 10 end
    order by source_expires_at, id limit ${limit}`
}
