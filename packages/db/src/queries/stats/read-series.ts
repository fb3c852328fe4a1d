import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database, Sql } from '../../open-database.ts'
import { ticksFromSum } from '../ticks-from-sum.ts'
import type { LatencyCounts } from './latency-bins.ts'
import { readParts, type StatPart } from './read-parts.ts'
import { jobParts, spendParts } from './stat-parts.ts'

export type SeriesWish = {
  readonly ownerId: OwnerId
  /** Null, here and in the next: any. */
  readonly upstream: string | null
  readonly model: string | null
  /** When each step begins. */
  readonly steps: readonly [Date, ...Date[]]
  /** Where the last one ends. */
  readonly to: Date
  /** Steps begin within quarter hours. */
  readonly isFine: boolean
  /** Steps begin where six hours of the wall clock may. */
  readonly isByWall: boolean
  readonly timeZone: string
}

export type QueueFigures = { readonly step: number; readonly queued: number; readonly oldestMs: number }

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

/**
 * What became of jobs, step by step; steps in which nothing happened are left out. Latencies are unfolded in
 * the list of columns: as a joined function those of each row are kept for it first, which costs a fifth of the whole.
 */
export async function readJobSeries(db: Database, wish: SeriesWish): Promise<JobFigures[]> {
  const { sql } = db
  const parts = await partsOf(db, wish, wish.isByWall ? wish.steps : [])
  const rows = await sql<JobRow[]>`
    with parts as materialized (
      select width_bucket(p.at, ${momentArray(sql, wish.steps)}) - 1 as step, p.*
      from (${jobParts(sql, wish, parts)}) p
    ),
    reasons as (
      select step, jsonb_object_agg(reason, n) as reasons
      from (select step, key as reason, sum(value::integer) as n from parts cross join jsonb_each_text(reasons) group by 1, 2) r
      group by step
    ),
    spread as (
      select step, array_agg(code) as codes, array_agg(n) as counts
      from (
        select step, code, sum(n)::integer as n
        from (select step, unnest(codes) as code, unnest(counts) as n from parts) u group by 1, 2
      ) c
      group by step
    )
    select t.*, r.reasons, s.codes, s.counts
    from (
      select step, sum(created)::integer as created, sum(archived)::integer as archived, sum(failed)::integer as failed,
        sum(canceled)::integer as canceled, sum(bytes)::text as bytes, sum(polls)::text as polls
      from parts group by step
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
export async function readSpendSeries(db: Database, wish: SeriesWish): Promise<SpendFigures[]> {
  const { sql } = db
  const parts = await partsOf(db, wish, [])
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
    select width_bucket(p.at, ${momentArray(sql, wish.steps)}) - 1 as step, p.simulated,
      sum(p.metered_ticks)::text as metered, sum(p.estimated_ticks)::text as estimated,
      sum(p.contingent_ticks)::text as contingent, sum(p.unknown)::integer as unknown
    from (${spendParts(sql, wish, parts)}) p group by 1, 2 order by 1, 2`
  return rows.map(({ step, simulated, unknown, ...ticks }) => ({
    step,
    simulated,
    meteredTicks: ticksFromSum(ticks.metered),
    estimatedTicks: ticksFromSum(ticks.estimated),
    contingentTicks: ticksFromSum(ticks.contingent),
    unknown,
  }))
}

/** How long the queue was and how old its oldest job, at most, step by step; steps without a look are left out. */
export async function readQueueSeries({ sql }: Database, wish: SeriesWish): Promise<QueueFigures[]> {
  return sql<QueueFigures[]>`
    select width_bucket(at, ${momentArray(sql, wish.steps)}) - 1 as step, max(queued)::integer as queued,
      max(oldest_ms)::float8 as "oldestMs"
    from (
      select at, sum(queued) as queued, max(oldest_ms) as oldest_ms from queue_samples
      where owner_id = ${wish.ownerId} and at >= ${wish.steps[0]} and at < ${wish.to}
        ${wish.upstream === null ? sql`` : sql`and upstream = ${wish.upstream}`}
        ${wish.model === null ? sql`` : sql`and model = ${wish.model}`}
      group by at
    ) looks group by 1 order by 1`
}

function partsOf(db: Database, wish: SeriesWish, sixHourEdges: readonly Date[]): Promise<StatPart[]> {
  const { steps, to, timeZone, isFine } = wish
  return readParts(db, { from: steps[0], to, timeZone, isFine, sixHourEdges })
}

/** As text: the driver writes arrays of texts, not of times. */
function momentArray(sql: Sql, moments: readonly Date[]) {
  return sql`(select ${moments.map((moment) => moment.toISOString())}::text[]::timestamptz[])`
}
