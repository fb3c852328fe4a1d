import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { readParts } from './stats/read-parts.ts'
import { spendParts } from './stats/stat-parts.ts'
import { ticksFromSum } from './ticks-from-sum.ts'

export const costGroupings = ['day', 'hour', 'upstream', 'model', 'batch', 'key'] as const
export type CostGrouping = (typeof costGroupings)[number]

/** Ledger sums of one day, hour, upstream, model, batch or key. Null: nothing known of that kind; `unknown` counts what is not. */
export type CostGroup = {
  readonly key: string
  readonly name: string | null
  readonly quotedTicks: Ticks | null
  readonly chargedTicks: Ticks | null
  readonly meteredTicks: Ticks | null
  readonly estimatedTicks: Ticks | null
  readonly contingentTicks: Ticks | null
  /** Charges that were made and whose amount nobody knows. */
  readonly unknown: number
  readonly simulated: boolean
}

export type CostFilter = {
  readonly by: CostGrouping
  readonly from: Date
  readonly to: Date
  /** Where a day begins. */
  readonly timeZone: string
}

/** Sums the owner's ledger between two times, from sums where there are; simulated money is apart. */
export async function sumCosts(
  db: Database,
  ownerId: OwnerId,
  filter: CostFilter,
  limit: number,
): Promise<CostGroup[]> {
  const { sql } = db
  const keys = {
    day: sql`to_char(p.at at time zone ${filter.timeZone}, 'YYYY-MM-DD')`,
    hour: sql`to_char(p.at at time zone ${filter.timeZone}, 'YYYY-MM-DD"T"HH24:00')`,
    upstream: sql`p.upstream`,
    model: sql`p.model`,
    batch: sql`coalesce(nullif(p.batch_id, ''), 'single')`,
    key: sql`p.key_id`,
  }
  const scope = { ownerId, upstream: null, model: null }
  const parts = await readParts(db, filter)
  const rows = await sql<
    {
      key: string
      name: string | null
      quoted_ticks: string | null
      charged_ticks: string | null
      metered_ticks: string | null
      estimated_ticks: string | null
      contingent_ticks: string | null
      unknown: number
      simulated: boolean
    }[]
  >`
    select t.*, coalesce(b.name, k.name) as name from (
      select ${keys[filter.by]} as key, p.simulated, sum(p.quoted_ticks)::text as quoted_ticks,
        (sum(coalesce(p.metered_ticks, 0) + coalesce(p.estimated_ticks, 0))
          filter (where p.metered_ticks is not null or p.estimated_ticks is not null))::text as charged_ticks,
        sum(p.metered_ticks)::text as metered_ticks, sum(p.estimated_ticks)::text as estimated_ticks,
        sum(p.contingent_ticks)::text as contingent_ticks, sum(p.unknown)::integer as unknown
      from (${spendParts(sql, scope, parts)}) p
      group by 1, 2 order by 1 desc limit ${limit}
    ) t left join batches b on b.id = t.key left join api_keys k on k.id = t.key order by t.key desc, t.simulated`
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    quotedTicks: ticksFromSum(row.quoted_ticks),
    chargedTicks: ticksFromSum(row.charged_ticks),
    meteredTicks: ticksFromSum(row.metered_ticks),
    estimatedTicks: ticksFromSum(row.estimated_ticks),
    contingentTicks: ticksFromSum(row.contingent_ticks),
    unknown: row.unknown,
    simulated: row.simulated,
  }))
}
