import type { Commitment, JobId, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { commitmentOf, committedTicks } from './committed-ticks.ts'

/** What sending failed jobs of a batch again would cost, beside what the batch has cost or is bound to cost already. */
export type RetryQuote = {
  /** Null: no budget. */
  readonly budgetTicks: Ticks | null
  readonly committed: Commitment
  readonly count: number
  /** Of those with a price or a stated maximum. */
  readonly quotedTicks: Ticks
  /** Of those without. */
  readonly unpriced: { readonly upstream: string; readonly model: string; readonly rows: number }[]
  /** What they may have cost already, by why they failed, real and simulated apart, the commonest first. */
  readonly reasons: readonly {
    readonly reason: string
    readonly simulated: boolean
    readonly jobs: number
    readonly chargedTicks: Ticks | null
    readonly contingentTicks: Ticks | null
    readonly unknownCosts: number
    readonly quotedTicks: Ticks | null
    readonly unpriced: number
  }[]
  /** Failed as moderated, and not among them. */
  readonly moderatedLeftOut: number
}

export type RetryChoice = {
  readonly ownerId: OwnerId
  readonly batchId: string
  /** One job of it; null: all that failed and stand for a row. */
  readonly jobId: JobId | null
  readonly includesModerated: boolean
}

type Row = {
  readonly budget_ticks: bigint | null
  readonly committed: string
  readonly charged: string
  readonly contingent: string
  readonly count: number
  readonly quoted: string
  readonly unpriced: RetryQuote['unpriced']
  readonly reasons: readonly {
    readonly reason: string
    readonly simulated: boolean
    readonly jobs: number
    readonly charged: string | null
    readonly contingent: string | null
    readonly unknown: number
    readonly quoted: string | null
    readonly unpriced: number
  }[]
  readonly left_out: number
}

/** Reads the batch by jobs_of_batch. */
export async function readRetryQuote({ sql }: Database, wanted: RetryChoice): Promise<RetryQuote> {
  const { ownerId, batchId, jobId, includesModerated } = wanted
  const [row] = await sql<[Row]>`
    with rows as materialized (
      select upstream, model, simulated, coalesce(quoted_ticks, max_price_ticks) as price, reason, charged_ticks, contingent_ticks,
        charged_ticks is null and contingent_ticks is null and failure ->> 'charged' <> 'no' as is_unknown,
        case when ${jobId}::text is null then state = 'failed' and is_current and not adopted else id = ${jobId}::text end
          as is_meant,
        ${jobId}::text is null and not ${includesModerated}::boolean and coalesce(reason = 'moderated', false) as is_left_out,
        ${committedTicks(sql)} as committed
      from jobs where batch_id = ${batchId} and owner_id = ${ownerId}
    ),
    retried as (select * from rows where is_meant and not is_left_out)
    select (select budget_ticks from batches where id = ${batchId}) as budget_ticks,
      (select coalesce(sum(committed), 0)::text from rows) as committed,
      (select coalesce(sum(charged_ticks), 0)::text from rows) as charged,
      (select coalesce(sum(contingent_ticks), 0)::text from rows) as contingent,
      (select count(*)::integer from retried) as count,
      (select coalesce(sum(price), 0)::text from retried) as quoted,
      coalesce((select jsonb_agg(u) from (
        select upstream, model, count(*)::integer as rows from retried where price is null
        group by upstream, model order by upstream, model) u), '[]') as unpriced,
      coalesce((select jsonb_agg(r) from (
        select coalesce(reason, 'unknown') as reason, simulated, count(*)::integer as jobs, sum(charged_ticks)::text as charged,
          sum(contingent_ticks)::text as contingent, (count(*) filter (where is_unknown))::integer as unknown,
          sum(price)::text as quoted, (count(*) filter (where price is null))::integer as unpriced
        from retried group by 1, 2 order by count(*) desc, 1, 2) r), '[]') as reasons,
      (select count(*)::integer from rows where is_meant and is_left_out) as left_out`
  return {
    budgetTicks: row.budget_ticks,
    committed: commitmentOf(BigInt(row.committed), BigInt(row.charged), BigInt(row.contingent)),
    count: row.count,
    quotedTicks: BigInt(row.quoted),
    unpriced: row.unpriced,
    reasons: row.reasons.map(
      ({ reason, simulated, jobs, charged, contingent, unknown, quoted, unpriced }) => ({
        reason,
        simulated,
        jobs,
        chargedTicks: charged === null ? null : BigInt(charged),
        contingentTicks: contingent === null ? null : BigInt(contingent),
        unknownCosts: unknown,
        quotedTicks: quoted === null ? null : BigInt(quoted),
        unpriced,
      }),
    ),
    moderatedLeftOut: row.left_out,
  }
}
