import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'

/** One job of the owner; null also when it is another owner's. */
export async function readJob(
  { sql }: Database,
  { ownerId, id }: { ownerId: OwnerId; id: string },
): Promise<JobRecord | null> {
  const [row] = await sql<JobRecordRow[]>`
    select ${jobRecordColumns(sql)} from jobs j ${jobRecordSources(sql)}
    where j.id = ${id} and j.owner_id = ${ownerId}`
  return row ? jobRecordFromRow(row) : null
}
