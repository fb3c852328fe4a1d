import type { FailureReason, JobState, WaitingFor } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'
import type { BatchGroup } from './batch-record.ts'
import { ticksFromSum } from './ticks-from-sum.ts'

export type JobSource = {
  /** Rows of jobs. */
  readonly jobs: PendingQuery<Row[]>
  /** `batch_id` and `key_id` of those that are queued. */
  readonly queued: PendingQuery<Row[]>
}

/**
 * Counts and money of jobs by batch, upstream, state, reason and hold, real and simulated apart; `budget` and `price` are
 * said of queued jobs as waitsFor says them of one.
 */
export async function groupJobs(sql: Sql, source: JobSource): Promise<BatchGroup[]> {
  const rows = await sql<
    {
      batch_id: string | null
      upstream: string
      state: JobState
      reason: FailureReason | 'by_user' | 'superseded' | null
      waiting_for: WaitingFor | null
      overdue: boolean
      retryable: boolean
      count: number
      quoted_ticks: string | null
      unquoted: number
      reserved_ticks: string
      charged_ticks: string | null
      uncharged: number
      reported_ticks: string | null
      contingent_ticks: string | null
      moving_since: Date | null
      accepted_last_at: Date | null
      spent_lately: string | null
      simulated: boolean
    }[]
  >`
    with rooms as materialized (
      select q.batch_id, q.key_id,
        min(a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks) as room_ticks
      from (
        select distinct batch_id, key_id from (${source.queued}) waiting
      ) q
      join accounts a on a.cap_ticks is not null and (a.kind = 'batch' and a.batch_id = q.batch_id
        or a.kind = 'key' and a.key_id = q.key_id
        or a.kind = 'day' and a.key_id = q.key_id and a.day_ends_at > now()
          and a.day_ends_at <= now() + interval '26 hours')
      group by q.batch_id, q.key_id
    )
    select j.batch_id, upstream, state, reason, case
        when state <> 'queued' or waiting_for = 'pause' or room_ticks is null then waiting_for
        when coalesce(quoted_ticks, max_price_ticks) is null then 'price'
        when coalesce(quoted_ticks, max_price_ticks) > room_ticks then 'budget'
        else waiting_for end as waiting_for,
      overdue, coalesce((failure ->> 'retryable')::boolean, false) as retryable, simulated,
      count(*)::integer as count,
      sum(quoted_ticks)::text as quoted_ticks,
      count(*) filter (where quoted_ticks is null)::integer as unquoted,
      sum(reserved_ticks)::text as reserved_ticks,
      sum(charged_ticks)::text as charged_ticks,
      count(*) filter (where charged_ticks is null and submissions > 0
        and state in ('archived', 'failed'))::integer as uncharged,
      sum(reported_ticks)::text as reported_ticks,
      sum(contingent_ticks)::text as contingent_ticks,
      min(case state when 'queued' then due_at when 'rendering' then submitted_at when 'archiving' then submitted_at end)
        filter (where reopens = 0) as moving_since,
      max(submitted_at) filter (where reopens = 0 and state in ('rendering', 'archiving')) as accepted_last_at,
      sum(charged_ticks) filter (
        where coalesce(rendered_at, finished_at) > now() - interval '1 hour')::text as spent_lately
    from (${source.jobs}) j
    left join rooms r on j.state = 'queued' and coalesce(r.batch_id, '') = coalesce(j.batch_id, '')
      and r.key_id = j.key_id
    group by 1, 2, 3, 4, 5, 6, 7, 8`
  return rows.map((row) => ({
    batchId: row.batch_id,
    upstream: row.upstream,
    state: row.state,
    reason: row.reason,
    waitingFor: row.waiting_for,
    overdue: row.overdue,
    retryable: row.retryable,
    count: row.count,
    quotedTicks: ticksFromSum(row.quoted_ticks),
    unquoted: row.unquoted,
    reservedTicks: BigInt(row.reserved_ticks),
    chargedTicks: ticksFromSum(row.charged_ticks),
    uncharged: row.uncharged,
    reportedTicks: ticksFromSum(row.reported_ticks),
    contingentTicks: ticksFromSum(row.contingent_ticks),
    movingSince: row.moving_since,
    acceptedLastAt: row.accepted_last_at,
    spentLatelyTicks: ticksFromSum(row.spent_lately),
    simulated: row.simulated,
  }))
}
