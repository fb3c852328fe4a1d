import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type JobRecord,
  type JobRecordRow,
  jobRecordColumns,
  jobRecordFromRow,
  jobRecordSources,
} from './job-record.ts'

/** So many submissions before and after are looked at, whichever upstream they went to. */
const lookedAt = 1000

/**
 * The owner's jobs whose submissions have a task and went to the same upstream within ten minutes of a job's latest one,
 * the nearest first: what stands beside it in the upstream's console. Ids of submissions are in the order of time, so
 * that the nearest are found by the primary key.
 */
export async function listNeighbourJobs(
  { sql }: Database,
  { ownerId, id }: { readonly ownerId: OwnerId; readonly id: string },
  limit: number,
): Promise<JobRecord[]> {
  const rows = await sql<JobRecordRow[]>`
    with own as materialized (
      select s.id, s.upstream, coalesce(s.sent_at, s.created_at) as at
      from jobs j join submissions s on s.job_id = j.id and s.number = j.submissions
      where j.id = ${id} and j.owner_id = ${ownerId}
    ),
    around as (
      select n.* from own o cross join lateral (
        (select b.* from submissions b where b.id < o.id order by b.id desc limit ${lookedAt})
        union all
        (select a.* from submissions a where a.id > o.id order by a.id limit ${lookedAt})
      ) n
    ),
    near as materialized (
      select n.job_id, min(abs(extract(epoch from coalesce(n.sent_at, n.created_at) - o.at))) as distance_s
      from around n cross join own o join jobs j on j.id = n.job_id
      where n.upstream = o.upstream and n.task_id is not null and n.job_id <> ${id} and j.owner_id = ${ownerId}
        and coalesce(n.sent_at, n.created_at) between o.at - interval '10 minutes' and o.at + interval '10 minutes'
      group by n.job_id order by distance_s, n.job_id limit ${limit}
    )
    select ${jobRecordColumns(sql)} from near n join jobs j on j.id = n.job_id ${jobRecordSources(sql)}
    order by n.distance_s, j.id`
  return rows.map(jobRecordFromRow)
}
