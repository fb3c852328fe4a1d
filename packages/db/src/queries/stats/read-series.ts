import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database, Sql } from '../../open-database.ts'
import { ticksFromSum } from '../ticks-from-sum.ts'
import type { LatencyCounts } from './latency-bins.ts'
import { spendFacts } from './spend-facts.ts'
import { type StatScope, statFacts } from './stat-facts.ts'

export type SeriesWish = {
  readonly ownerId: OwnerId
  /** Null, here and in the next: any. */
  readonly upstream: string | null
  readonly model: string | null
  /** When each step begins. */
  readonly steps: readonly Date[]
  /** Where the last one ends. */
  readonly to: Date
}

/** What happened within a step. */
export type JobFigures = {
  readonly step: number
  readonly created: number
  readonly archived: number
  readonly failed: number
  readonly canceled: number
  /** Of those that failed or were canceled. */
  readonly byReason: Readonly<Record<string, number>>
  readonly bytes: bigint
  /** Of those that were archived, as are the latencies. */
  readonly polls: number
  readonly latencies: LatencyCounts
}

/** Null: nothing of that kind. */
export type SpendFigures = {
  readonly step: number
  readonly simulated: boolean
  readonly meteredTicks: Ticks | null
  readonly estimatedTicks: Ticks | null
  readonly contingentTicks: Ticks | null
  /** Charges of an amount that nobody knows. */
  readonly unknown: number
}

type JobRow = Omit<JobFigures, 'bytes' | 'byReason' | 'latencies' | 'polls'> & {
  readonly reasons: Record<string, number> | null
  readonly bytes: string
  readonly polls: string
  readonly codes: number[] | null
  readonly counts: number[] | null
}

/** What became of jobs, step by step; steps in which nothing happened are left out. */
export async function readJobSeries({ sql }: Database, wish: SeriesWish): Promise<JobFigures[]> {
  const steps = momentArray(sql, wish.steps)
  const first = sql`(${steps})[1]`
  const rows = await sql<JobRow[]>`
    with facts as materialized (
      select width_bucket(f.at, ${steps}) - 1 as step, f.*
      from (${statFacts(sql, scopeOf(wish), first, sql`${wish.to}::timestamptz`)}) f
    ),
    reasons as (
      select step, jsonb_object_agg(reason, n) as reasons
      from (select step, reason, count(*) as n from facts where reason is not null group by 1, 2) r group by step
    ),
    spread as (
      select step, array_agg(code::integer) as codes, array_agg(n) as counts
      from (select step, code, count(*)::integer as n from facts cross join unnest(codes) as code group by 1, 2) c
      group by step
    )
    select t.*, r.reasons, s.codes, s.counts
    from (
      select step, count(*) filter (where what = 'created')::integer as created,
        count(*) filter (where what = 'archived')::integer as archived,
        count(*) filter (where what = 'failed')::integer as failed,
        count(*) filter (where what = 'canceled')::integer as canceled,
        sum(bytes)::text as bytes, sum(polls)::text as polls
      from facts group by step
    ) t left join reasons r using (step) left join spread s using (step) order by step`
  return rows.map(({ reasons, codes, counts, ...row }) => ({
    ...row,
    byReason: reasons ?? {},
    bytes: BigInt(row.bytes),
    polls: Number(row.polls),
    latencies: new Map(codes?.map((code, place) => [code, counts?.[place] ?? 0])),
  }))
}

/** What was spent, step by step, simulated money apart; steps in which nothing was are left out. */
export async function readSpendSeries({ sql }: Database, wish: SeriesWish): Promise<SpendFigures[]> {
  const steps = momentArray(sql, wish.steps)
  const rows = await sql<
    {
      step: number
      simulated: boolean
      metered: string | null
      estimated: string | null
      contingent: string | null
      unknown: number
    }[]
  >`
    select width_bucket(f.at, ${steps}) - 1 as step, f.simulated, sum(f.metered_ticks)::text as metered,
      sum(f.estimated_ticks)::text as estimated, sum(f.contingent_ticks)::text as contingent,
      sum(f.unknown)::integer as unknown
    from (${spendFacts(sql, scopeOf(wish), sql`(${steps})[1]`, sql`${wish.to}::timestamptz`)}) f
    group by 1, 2 order by 1, 2`
  return rows.map(({ step, simulated, unknown, ...ticks }) => ({
    step,
    simulated,
    meteredTicks: ticksFromSum(ticks.metered),
    estimatedTicks: ticksFromSum(ticks.estimated),
    contingentTicks: ticksFromSum(ticks.contingent),
    unknown,
  }))
}

/** As text: the driver writes arrays of texts, not of times. */
function momentArray(sql: Sql, moments: readonly Date[]) {
  return sql`${moments.map((moment) => moment.toISOString())}::text[]::timestamptz[]`
}

function scopeOf({ ownerId, upstream, model }: SeriesWish): StatScope {
  return { ownerId, upstream, model }
}
