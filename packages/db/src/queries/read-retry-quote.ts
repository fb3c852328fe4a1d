import type { JobId, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { committedTicks } from './committed-ticks.ts'

/** What sending failed jobs of a batch again would cost, beside what the batch has cost or is bound to cost already. */
export type RetryQuote = {
  /** Null: no budget. */
  readonly budgetTicks: Ticks | null
  readonly committedTicks: Ticks
  readonly count: number
  /** Of those with a price or a stated maximum. */
  readonly quotedTicks: Ticks
  /** Of those without. */
  readonly unpriced: { readonly upstream: string; readonly model: string; readonly rows: number }[]
}

/** Of all failed jobs that stand for a row, or of one. Reads the batch by jobs_of_batch. */
export async function readRetryQuote(
  { sql }: Database,
  wanted: { readonly ownerId: OwnerId; readonly batchId: string; readonly jobId: JobId | null },
): Promise<RetryQuote> {
  const [row] = await sql<
    [
      {
        budget_ticks: bigint | null
        committed: string
        count: number
        quoted: string
        unpriced: RetryQuote['unpriced']
      },
    ]
  >`
    with rows as materialized (
      select upstream, model, coalesce(quoted_ticks, max_price_ticks) as price,
        case when ${wanted.jobId}::text is null then state = 'failed' and is_current and not adopted else id = ${wanted.jobId}::text end as is_retried,
        ${committedTicks(sql)} as committed
      from jobs where batch_id = ${wanted.batchId} and owner_id = ${wanted.ownerId}
    )
    select (select budget_ticks from batches where id = ${wanted.batchId}) as budget_ticks,
      coalesce(sum(committed), 0)::text as committed,
      count(*) filter (where is_retried)::integer as count,
      coalesce(sum(price) filter (where is_retried), 0)::text as quoted,
      coalesce((select jsonb_agg(u) from (
        select upstream, model, count(*)::integer as rows from rows where is_retried and price is null
        group by upstream, model order by upstream, model) u), '[]') as unpriced
    from rows`
  return {
    budgetTicks: row.budget_ticks,
    committedTicks: BigInt(row.committed),
    count: row.count,
    quotedTicks: BigInt(row.quoted),
    unpriced: row.unpriced,
  }
}
