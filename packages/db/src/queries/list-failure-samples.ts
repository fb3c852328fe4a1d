import type { FailureReason, OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** One failure of a group, with what the upstream last said about its job. */
export type FailureSample = {
  readonly at: Date
  readonly jobId: string
  readonly batchId: string | null
  readonly batchName: string | null
  readonly customId: string | null
  readonly jobState: string
  readonly upstream: string
  readonly model: string
  readonly reason: FailureReason
  readonly message: string
  readonly upstreamStatus: string | null
  readonly charged: 'yes' | 'no' | 'unknown'
  readonly answer: {
    readonly at: string
    readonly step: string
    readonly httpStatus: number | null
    readonly contentType: string | null
    readonly body: string | null
    readonly readAs: string | null
  } | null
}

/** Enough to see the shape of an answer; the job has all of it. */
const bodyShown = 4_000

/** The latest failures of a group, one a job. Reads failures_by_cause. */
export async function listFailureSamples(
  { sql }: Database,
  ownerId: OwnerId,
  fingerprint: string,
  limit: number,
): Promise<FailureSample[]> {
  return sql<FailureSample[]>`
    with latest as materialized (
      select f.* from failures f
      where f.owner_id = ${ownerId} and f.fingerprint = ${fingerprint} order by f.id desc limit ${limit * 4}
    ),
    of_jobs as (select distinct on (job_id) * from latest order by job_id, id desc)
    select f.at, f.job_id as "jobId", f.batch_id as "batchId", b.name as "batchName", j.custom_id as "customId",
      j.state as "jobState", f.upstream, f.model, f.reason, f.message, f.upstream_status as "upstreamStatus", f.charged,
      (select json_build_object('at', x.at, 'step', x.step, 'httpStatus', x.http_status, 'contentType', x.content_type,
          'body', left(x.body, ${bodyShown}::integer), 'readAs', x.read_as)
        from exchanges x where x.job_id = f.job_id and x.at <= f.at + interval '1 second'
        order by x.id desc limit 1) as answer
    from of_jobs f join jobs j on j.id = f.job_id left join batches b on b.id = f.batch_id
    order by f.id desc limit ${limit}`
}
