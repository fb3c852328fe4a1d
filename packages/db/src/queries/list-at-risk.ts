import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'

/** Rendered clips that are not yet ours, the link that dies first at the top. Reads jobs_newest_by_state. */
export async function listAtRisk({ sql }: Database, ownerId: OwnerId, limit: number): Promise<JobRecord[]> {
  const rows = await sql<JobRecordRow[]>`
    select ${jobRecordColumns(sql)}
    from (
      -- A copy of a clip of ours risks nothing.
      select * from jobs where owner_id = ${ownerId} and state = 'archiving' and submissions > 0
      order by source_expires_at nulls first, id limit ${limit}
    ) j ${jobRecordSources(sql)}
    order by j.source_expires_at nulls first, j.id`
  return rows.map(jobRecordFromRow)
}
