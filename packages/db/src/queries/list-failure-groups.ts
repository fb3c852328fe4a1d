import type { FailureReason, OwnerId, Ticks } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../open-database.ts'
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
  /** The jobs that stand failed and their money, real and simulated apart. */
  readonly parts: readonly FailurePart[]
  readonly byUpstream: readonly Share[]
  readonly byModel: readonly Share[]
  readonly firstAt: Date
  readonly lastAt: Date
  /** The latest few jobs, as examples. */
  readonly jobIds: readonly string[]
}

export type FailurePart = Pick<
  FailureGroup,
  'failedJobs' | 'retryableJobs' | 'retryTicks' | 'retryUnpriced' | 'chargedTicks' | 'contingentTicks'
> & { readonly simulated: boolean }

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

type PartRow = {
  readonly simulated: boolean
  readonly failed_jobs: number
  readonly retryable_jobs: number
  readonly retry_ticks: string | null
  readonly retry_unpriced: number
  readonly charged_ticks: string | null
  readonly contingent_ticks: string | null
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
  readonly parts: PartRow[] | null
  readonly by_upstream: Share[]
  readonly by_model: Share[]
  readonly first_at: Date
  readonly last_at: Date
  readonly job_ids: string[]
}

/**
 * The groups of a time, most numerous first; one more than `limit`. Reads failures_newest back to `from`, once for all
 * groups, and of the jobs that stand failed jobs_standing_failed alone.
 */
export async function listFailureGroups(
  { searchSql: sql }: Database,
  ownerId: OwnerId,
  filter: FailureFilter,
  page: FailurePage,
): Promise<FailureGroup[]> {
  const chosen = sql`f.owner_id = ${ownerId} ${conditions(sql, ownerId, filter)}`
  const { to } = filter
  const rows = await sql<GroupRow[]>`
    with found as materialized (
      select f.id, f.job_id, f.fingerprint, f.upstream, f.model, f.retryable, f.at, f.followed_at is null as is_latest,
        -- The last of its job within the time, so that each job is counted once.
        f.repeated_at is null ${to === null ? sql`` : sql`or f.repeated_at >= ${to}`} as is_last
      from failures f where ${chosen}
    ),
    kinds as materialized (
      select fingerprint, upstream, model, count(*) as count, count(*) filter (where is_last) as jobs,
        count(*) filter (where retryable) as retryable, min(at) as first_at, max(at) as last_at, max(id) as latest_id
      from found group by fingerprint, upstream, model
    ),
    groups as (
      select fingerprint, sum(count)::integer as count, sum(jobs)::integer as jobs, sum(retryable)::integer as retryable,
        min(first_at) as first_at, max(last_at) as last_at, max(latest_id) as latest_id
      from kinds group by fingerprint
    ),
    told as (
      select g.*, s.at as said_at, s.by_key as said_by, s.reason as said_reason,
        case when s.status is null or (s.status = 'resolved' and g.last_at > s.at) then 'open' else s.status end as status
      from groups g left join failure_groups s on s.owner_id = ${ownerId} and s.fingerprint = g.fingerprint
    ),
    page as materialized (
      select * from told
      where (${filter.status}::text is null or status = ${filter.status})
        and (${page.after?.fingerprint ?? null}::text is null
          or (-count, fingerprint) > (${-(page.after?.count ?? 0)}::integer, ${page.after?.fingerprint ?? ''}))
      order by -count, fingerprint limit ${page.limit + 1}
    ),
    standing as (
      select f.fingerprint, f.retryable and not j.adopted as may_retry, j.simulated, j.quoted_ticks, j.charged_ticks,
        j.contingent_ticks
      from found f join jobs j on j.owner_id = ${ownerId} and j.id = f.job_id and j.state = 'failed'
      where f.is_latest
    ),
    standing_parts as (
      select fingerprint, simulated, count(*)::integer as failed_jobs,
        (count(*) filter (where may_retry))::integer as retryable_jobs,
        (sum(quoted_ticks) filter (where may_retry))::text as retry_ticks,
        (count(*) filter (where may_retry and quoted_ticks is null))::integer as retry_unpriced,
        sum(charged_ticks)::text as charged_ticks, sum(contingent_ticks)::text as contingent_ticks
      from standing group by fingerprint, simulated
    ),
    standing_groups as (
      select fingerprint, jsonb_agg(to_jsonb(s) - 'fingerprint' order by simulated) as parts
      from standing_parts s group by fingerprint
    ),
    by_upstream as (${sharesBy(sql, sql`upstream`)}),
    by_model as (${sharesBy(sql, sql`model`)})
    select p.*, l.step, l.reason, l.upstream, l.message, l.upstream_status, u.shares as by_upstream,
      m.shares as by_model, n.parts,
      array(select f.job_id from failures f where ${chosen} and f.fingerprint = p.fingerprint order by f.id desc limit 5)
        as job_ids
    from page p
    join failures l on l.id = p.latest_id
    left join standing_groups n on n.fingerprint = p.fingerprint
    join by_upstream u on u.fingerprint = p.fingerprint
    join by_model m on m.fingerprint = p.fingerprint
    order by -p.count, p.fingerprint`
  return rows.map(groupFrom)
}

/** What the filter says of `f`, but for its status. */
function conditions(
  sql: Sql,
  ownerId: OwnerId,
  { batch, upstream, model, from, to, fingerprint }: FailureFilter,
): PendingQuery<Row[]> {
  return sql`and f.at >= ${from}
    ${to === null ? sql`` : sql`and f.at < ${to}`}
    ${batch === null ? sql`` : sql`and f.batch_id = (${batchNamed(sql, ownerId, batch)})`}
    ${upstream === null ? sql`` : sql`and f.upstream = ${upstream}`}
    ${model === null ? sql`` : sql`and f.model = ${model}`}
    ${fingerprint === null ? sql`` : sql`and f.fingerprint = ${fingerprint}`}`
}

/** Of each group of the page, how many failures are of which. */
function sharesBy(sql: Sql, column: PendingQuery<Row[]>): PendingQuery<Row[]> {
  return sql`
    select fingerprint, jsonb_agg(jsonb_build_object('name', name, 'count', count) order by count desc, name) as shares
    from (
      select fingerprint, ${column} as name, sum(count)::integer as count from kinds group by 1, 2
    ) s group by fingerprint`
}

function groupFrom(row: GroupRow): FailureGroup {
  const said =
    row.said_at === null ? null : { at: row.said_at, by: row.said_by ?? '', reason: row.said_reason }
  const parts = (row.parts ?? []).map(partFrom)
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
    failedJobs: sum(parts.map((part) => part.failedJobs)),
    retryableJobs: sum(parts.map((part) => part.retryableJobs)),
    retryTicks: ticksOf(parts.map((part) => part.retryTicks)),
    retryUnpriced: sum(parts.map((part) => part.retryUnpriced)),
    chargedTicks: ticksOf(parts.map((part) => part.chargedTicks)),
    contingentTicks: ticksOf(parts.map((part) => part.contingentTicks)),
    parts,
    byUpstream: row.by_upstream,
    byModel: row.by_model,
    firstAt: row.first_at,
    lastAt: row.last_at,
    jobIds: row.job_ids,
  }
}

function partFrom(row: PartRow): FailurePart {
  return {
    simulated: row.simulated,
    failedJobs: row.failed_jobs,
    retryableJobs: row.retryable_jobs,
    retryTicks: ticksFromSum(row.retry_ticks),
    retryUnpriced: row.retry_unpriced,
    chargedTicks: ticksFromSum(row.charged_ticks),
    contingentTicks: ticksFromSum(row.contingent_ticks),
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

/** Of those that are known; null: none is. */
function ticksOf(parts: readonly (Ticks | null)[]): Ticks | null {
  const known = parts.filter((part) => part !== null)
  return known.length === 0 ? null : known.reduce((total, part) => total + part, 0n)
}
