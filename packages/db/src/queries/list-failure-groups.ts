import type { FailureReason, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { batchNamed } from './job-conditions.ts'
import { ticksFromSum } from './ticks-from-sum.ts'

/** Open: nobody has said anything, or failures came after it was called resolved. */
export type FailureGroupStatus = 'open' | 'resolved' | 'ignored'

/** Failures that have the same cause, as far as we can tell. */
export type FailureGroup = {
  readonly fingerprint: string
  readonly status: FailureGroupStatus
  /** When and why a person called it resolved or ignored; null: nobody has. */
  readonly said: { readonly at: Date; readonly by: string; readonly reason: string | null } | null
  /** Of the latest failure. */
  readonly upstream: string
  readonly step: string
  readonly reason: FailureReason
  readonly message: string
  readonly upstreamStatus: string | null
  readonly count: number
  readonly jobs: number
  /** Failures whose kind a new submission may end differently. */
  readonly retryable: number
  /** Jobs that stand failed with it now. */
  readonly failedJobs: number
  /** Of those, the ones that a retry may help. */
  readonly retryableJobs: number
  /** Of those, the ones whose quote is known, and its sum. */
  readonly retryTicks: Ticks | null
  readonly retryUnpriced: number
  /** What the jobs that stand failed with it were charged; null: not known for any. */
  readonly chargedTicks: Ticks | null
  /** What they may have been charged beside it. */
  readonly contingentTicks: Ticks | null
  readonly byUpstream: readonly Share[]
  readonly byModel: readonly Share[]
  readonly firstAt: Date
  readonly lastAt: Date
  /** The latest few jobs, as examples. */
  readonly jobIds: readonly string[]
}

export type Share = { readonly name: string; readonly count: number }

export type FailureFilter = {
  readonly batch: string | null
  readonly upstream: string | null
  readonly model: string | null
  readonly from: Date
  readonly to: Date | null
  /** Null: of any. */
  readonly status: FailureGroupStatus | null
  readonly fingerprint: string | null
}

export type FailurePage = {
  readonly limit: number
  /** The last group of the page before. */
  readonly after: { readonly count: number; readonly fingerprint: string } | null
}

type GroupRow = {
  readonly fingerprint: string
  readonly status: FailureGroupStatus
  readonly said_at: Date | null
  readonly said_by: string | null
  readonly said_reason: string | null
  readonly upstream: string
  readonly step: string
  readonly reason: FailureReason
  readonly message: string
  readonly upstream_status: string | null
  readonly count: number
  readonly jobs: number
  readonly retryable: number
  readonly failed_jobs: number
  readonly retryable_jobs: number
  readonly retry_ticks: string | null
  readonly retry_unpriced: number
  readonly charged_ticks: string | null
  readonly contingent_ticks: string | null
  readonly by_upstream: Share[]
  readonly by_model: Share[]
  readonly first_at: Date
  readonly last_at: Date
  readonly job_ids: string[]
}

/** The groups of a time, most numerous first; one more than `limit`. Reads failures_newest back to `from`. */
export async function listFailureGroups(
  { sql }: Database,
  ownerId: OwnerId,
  filter: FailureFilter,
  page: FailurePage,
): Promise<FailureGroup[]> {
  const { batch, upstream, model, to, fingerprint } = filter
  const rows = await sql<GroupRow[]>`
    with found as materialized (
      select f.* from failures f
      where f.owner_id = ${ownerId} and f.at >= ${filter.from}
        ${to === null ? sql`` : sql`and f.at < ${to}`}
        ${batch === null ? sql`` : sql`and f.batch_id = (${batchNamed(sql, ownerId, batch)})`}
        ${upstream === null ? sql`` : sql`and f.upstream = ${upstream}`}
        ${model === null ? sql`` : sql`and f.model = ${model}`}
        ${fingerprint === null ? sql`` : sql`and f.fingerprint = ${fingerprint}`}
    ),
    groups as (
      select f.fingerprint, max(f.step) as step, max(f.reason) as reason,
        count(*)::integer as count, count(distinct f.job_id)::integer as jobs,
        (count(*) filter (where f.retryable))::integer as retryable, min(f.at) as first_at, max(f.at) as last_at,
        (array_agg(f.id order by f.id desc))[1] as latest_id,
        (array_agg(f.job_id order by f.id desc))[1:5] as job_ids
      from found f group by f.fingerprint
    ),
    told as (
      select g.*, s.at as said_at, s.by_key as said_by, s.reason as said_reason,
        case when s.status is null or (s.status = 'resolved' and g.last_at > s.at) then 'open' else s.status end as status
      from groups g left join failure_groups s on s.owner_id = ${ownerId} and s.fingerprint = g.fingerprint
    ),
    page as (
      select * from told
      where (${filter.status}::text is null or status = ${filter.status})
        and (${page.after?.fingerprint ?? null}::text is null
          or (-count, fingerprint) > (${-(page.after?.count ?? 0)}::integer, ${page.after?.fingerprint ?? ''}))
      order by -count, fingerprint limit ${page.limit + 1}
    )
    select p.*, l.upstream, l.message, l.upstream_status,
      n.failed_jobs, n.retryable_jobs, n.retry_ticks, n.retry_unpriced, n.charged_ticks, n.contingent_ticks,
      u.shares as by_upstream, m.shares as by_model
    from page p
    join found l on l.id = p.latest_id
    cross join lateral (
      select count(*)::integer as failed_jobs,
        (count(*) filter (where may_retry))::integer as retryable_jobs,
        (sum(quoted_ticks) filter (where may_retry))::text as retry_ticks,
        (count(*) filter (where may_retry and quoted_ticks is null))::integer as retry_unpriced,
        sum(charged_ticks)::text as charged_ticks, sum(contingent_ticks)::text as contingent_ticks
      from (
        select j.quoted_ticks, j.charged_ticks, j.contingent_ticks,
          coalesce((j.failure ->> 'retryable')::boolean, false) and not j.adopted as may_retry
        from jobs j where j.state = 'failed' and j.id in (
          select f.job_id from found f where f.fingerprint = p.fingerprint
            and not exists (select from failures x where x.job_id = f.job_id and x.id > f.id))
      ) standing
    ) n
    cross join lateral (
      select jsonb_agg(jsonb_build_object('name', name, 'count', count) order by count desc, name) as shares
      from (select f.upstream as name, count(*) as count from found f where f.fingerprint = p.fingerprint group by 1) s
    ) u
    cross join lateral (
      select jsonb_agg(jsonb_build_object('name', name, 'count', count) order by count desc, name) as shares
      from (select f.model as name, count(*) as count from found f where f.fingerprint = p.fingerprint group by 1) s
    ) m
    order by -p.count, p.fingerprint`
  return rows.map(groupFrom)
}

function groupFrom(row: GroupRow): FailureGroup {
  const said =
    row.said_at === null ? null : { at: row.said_at, by: row.said_by ?? '', reason: row.said_reason }
  return {
    fingerprint: row.fingerprint,
    status: row.status,
    said,
    upstream: row.upstream,
    step: row.step,
    reason: row.reason,
    message: row.message,
    upstreamStatus: row.upstream_status,
    count: row.count,
    jobs: row.jobs,
    retryable: row.retryable,
    failedJobs: row.failed_jobs,
    retryableJobs: row.retryable_jobs,
    retryTicks: ticksFromSum(row.retry_ticks),
    retryUnpriced: row.retry_unpriced,
    chargedTicks: ticksFromSum(row.charged_ticks),
    contingentTicks: ticksFromSum(row.contingent_ticks),
    byUpstream: row.by_upstream,
    byModel: row.by_model,
    firstAt: row.first_at,
    lastAt: row.last_at,
    jobIds: row.job_ids,
  }
}
