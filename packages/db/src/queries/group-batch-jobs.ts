import type { FailureReason, JobState, WaitingFor } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { BatchGroup } from './batch-record.ts'

/**
 * What the jobs of these batches come to: counts and money by state, reason and hold; `budget` and `price` are said of
 * queued jobs as waitsFor says them of one. Reads the batches' jobs by jobs_of_batch, so its cost grows with them; a page
 * of batches asks once.
 */
export async function groupBatchJobs({ sql }: Database, batchIds: readonly string[]): Promise<BatchGroup[]> {
  if (batchIds.length === 0) return []
  const rows = await sql<
    {
      batch_id: string
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
      ended_lately: number
      spent_lately: string | null
    }[]
  >`
    with rooms as materialized (
      select q.batch_id, q.key_id,
        min(a.cap_ticks - a.reserved_ticks - a.charged_ticks - a.contingent_ticks) as room_ticks
      from (
        select distinct batch_id, key_id from jobs
        where batch_id = any(${[...batchIds]}::text[]) and queued_row is not null
      ) q
      join accounts a on a.cap_ticks is not null and (a.kind = 'batch' and a.batch_id = q.batch_id
        or a.kind = 'key' and a.key_id = q.key_id
        or a.kind = 'day' and a.key_id = q.key_id and a.day_ends_at > now()
          and a.day_ends_at <= now() + interval '26 hours')
      group by q.batch_id, q.key_id
    )
    select j.batch_id, state, reason, case
        when state <> 'queued' or waiting_for = 'pause' or room_ticks is null then waiting_for
        when coalesce(quoted_ticks, max_price_ticks) is null then 'price'
        when coalesce(quoted_ticks, max_price_ticks) > room_ticks then 'budget'
        else waiting_for end as waiting_for,
      overdue, coalesce((failure ->> 'retryable')::boolean, false) as retryable,
      count(*)::integer as count,
      sum(quoted_ticks)::text as quoted_ticks,
      count(*) filter (where quoted_ticks is null)::integer as unquoted,
      sum(reserved_ticks)::text as reserved_ticks,
      sum(charged_ticks)::text as charged_ticks,
      count(*) filter (where charged_ticks is null and submissions > 0
        and state in ('archived', 'failed'))::integer as uncharged,
      sum(reported_ticks)::text as reported_ticks,
      sum(contingent_ticks)::text as contingent_ticks,
      count(*) filter (where finished_at > now() - interval '5 minutes')::integer as ended_lately,
      sum(charged_ticks) filter (
        where coalesce(rendered_at, finished_at) > now() - interval '1 hour')::text as spent_lately
    from jobs j
    left join rooms r on j.state = 'queued' and r.batch_id = j.batch_id and r.key_id = j.key_id
    where j.batch_id = any(${[...batchIds]}::text[])
    group by 1, 2, 3, 4, 5, 6`
  return rows.map((row) => ({
    batchId: row.batch_id,
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
    endedLately: row.ended_lately,
    spentLatelyTicks: ticksFromSum(row.spent_lately),
  }))
}

/** Sums of bigint are numeric, which the driver gives as text. Null: nothing was known, which is not zero. */
export function ticksFromSum(text: string | null): bigint | null {
  return text === null ? null : BigInt(text)
}
