import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'

/**
 * The other jobs that stand for the row of a job now: its other takes, and the one that replaced it. The keys of a row's
 * takes are known (core's rowKey, a hundred at most), so that each is one look into jobs_one_current_per_row.
 */
export async function listRowJobs(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
): Promise<JobRecord[]> {
  const rows = await sql<JobRecordRow[]>`
    with row_keys as materialized (
      select o.batch_id, case when take = 1 then base else 'take' || take || ':' || base end as key
      from jobs o cross join lateral regexp_replace(o.row_key, '^take[0-9]+:', '') as base
      cross join generate_series(1, 100) as take
      where o.id = ${id} and o.owner_id = ${ownerId} and o.batch_id is not null
    )
    select ${jobRecordColumns(sql)} from row_keys k
    join jobs j on j.batch_id = k.batch_id and j.row_key = k.key and j.is_current and j.id <> ${id}
    ${jobRecordSources(sql)}
    order by j.id limit 100`
  return rows.map(jobRecordFromRow)
}
