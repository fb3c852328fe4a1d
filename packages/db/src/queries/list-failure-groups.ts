import type { FailureReason, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { ticksFromSum } from './group-batch-jobs.ts'

/** Failures that have the same cause, as far as we can tell. */
export type FailureGroup = {
  readonly fingerprint: string
  readonly upstream: string
  readonly step: string
  readonly reason: FailureReason
  readonly message: string
  readonly upstreamStatus: string | null
  readonly count: number
  readonly jobs: number
  readonly retryable: number
  /** Of the jobs' charges; null: not known for any. */
  readonly chargedTicks: Ticks | null
  readonly firstAt: Date
  readonly lastAt: Date
  /** The latest few jobs, as examples. */
  readonly jobIds: readonly string[]
}

export type FailureFilter = { readonly batch: string | null; readonly from: Date }

/** The groups since `from`, most numerous first. Reads failures_newest back to `from`. */
export async function listFailureGroups(
  { sql }: Database,
  ownerId: OwnerId,
  filter: FailureFilter,
  limit: number,
): Promise<FailureGroup[]> {
  const ofBatch =
    filter.batch === null
      ? sql``
      : sql`and f.batch_id = (select id from batches where owner_id = ${ownerId} and (id = ${filter.batch} or name = ${filter.batch}) limit 1)`
  const rows = await sql<
    {
      fingerprint: string
      upstream: string
      step: string
      reason: FailureReason
      message: string
      upstream_status: string | null
      count: number
      jobs: number
      retryable: number
      charged_ticks: string | null
      first_at: Date
      last_at: Date
      job_ids: string[]
    }[]
  >`
    select f.fingerprint,
      max(f.upstream) as upstream, max(f.step) as step, max(f.reason) as reason,
      (array_agg(f.message order by f.at desc))[1] as message,
      (array_agg(f.upstream_status order by f.at desc))[1] as upstream_status,
      count(*)::integer as count, count(distinct f.job_id)::integer as jobs,
      count(*) filter (where f.retryable)::integer as retryable,
      sum(j.charged_ticks)::text as charged_ticks,
      min(f.at) as first_at, max(f.at) as last_at,
      (array_agg(f.job_id order by f.at desc))[1:5] as job_ids
    from failures f join jobs j on j.id = f.job_id
    where f.owner_id = ${ownerId} and f.at >= ${filter.from} ${ofBatch}
    group by f.fingerprint order by count(*) desc, max(f.at) desc limit ${limit}`
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    upstream: row.upstream,
    step: row.step,
    reason: row.reason,
    message: row.message,
    upstreamStatus: row.upstream_status,
    count: row.count,
    jobs: row.jobs,
    retryable: row.retryable,
    chargedTicks: ticksFromSum(row.charged_ticks),
    firstAt: row.first_at,
    lastAt: row.last_at,
    jobIds: row.job_ids,
  }))
}
