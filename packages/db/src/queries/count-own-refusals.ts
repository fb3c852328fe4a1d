import type { Job } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/**
 * How often a job, or its model at all, was refused as if the account were in trouble while the upstream went on to
 * accept others: refusals after which another job was accepted and, for those of other jobs, none of this model since.
 */
export async function countOwnRefusals(
  { sql }: Database,
  { id, upstream, model }: Pick<Job, 'id' | 'upstream' | 'model'>,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    with accepted as materialized (
      select max(sent_at) filter (where job_id <> ${id}) as others_at,
        coalesce(max(sent_at) filter (where requested_model = ${model}), '-infinity') as model_at
      from submissions
      where upstream = ${upstream} and task_id is not null and sent_at > now() - interval '1 day'
    )
    select count(*)::int as count from submissions r cross join accepted a
    where r.upstream = ${upstream} and r.status = 'rejected' and r.http_status in (401, 402, 403)
      and r.settled_at > now() - interval '1 day' and r.settled_at < a.others_at
      and (r.job_id = ${id} or (r.requested_model = ${model} and r.settled_at > a.model_at))`
  return row.count
}
