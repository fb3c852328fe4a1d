import type { FailureReason, JobState, WaitingFor } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { BatchGroup } from './batch-record.ts'

/**
 * What the jobs of these batches come to: counts and money by state, reason and hold. Reads the batches' jobs by
 * jobs_of_batch, so its cost grows with them; a page of batches asks once.
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
    }[]
  >`
    select batch_id, state, reason, waiting_for, overdue,
      coalesce((failure ->> 'retryable')::boolean, false) as retryable,
      count(*)::integer as count,
      sum(quoted_ticks)::text as quoted_ticks,
      count(*) filter (where quoted_ticks is null)::integer as unquoted,
      sum(reserved_ticks)::text as reserved_ticks,
      sum(charged_ticks)::text as charged_ticks,
      count(*) filter (where charged_ticks is null and submissions > 0
        and state in ('archived', 'failed'))::integer as uncharged,
      sum(reported_ticks)::text as reported_ticks,
      sum(contingent_ticks)::text as contingent_ticks,
      count(*) filter (where finished_at > now() - interval '5 minutes')::integer as ended_lately
    from jobs where batch_id = any(${[...batchIds]}::text[])
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
  }))
}

/** Sums of bigint are numeric, which the driver gives as text. Null: nothing was known, which is not zero. */
export function ticksFromSum(text: string | null): bigint | null {
  return text === null ? null : BigInt(text)
}
