import type { OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
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

/** Sums the owner's ledger between two times. Reads ledger_entries_newest; simulated money is never mixed with real. */
export async function sumCosts(
  { sql }: Database,
  ownerId: OwnerId,
  filter: CostFilter,
  limit: number,
): Promise<CostGroup[]> {
  const keys = {
    day: sql`to_char(e.at at time zone ${filter.timeZone}, 'YYYY-MM-DD')`,
    hour: sql`to_char(e.at at time zone ${filter.timeZone}, 'YYYY-MM-DD"T"HH24:00')`,
    upstream: sql`e.upstream`,
    model: sql`e.model`,
    batch: sql`coalesce(e.batch_id, 'single')`,
    key: sql`(select j.key_id from jobs j where j.id = e.job_id)`,
  }
  const rows = await sql<
    {
      key: string
      name: string | null
      quoted_ticks: string | null
      charged_ticks: string | null
      metered_ticks: string | null
      contingent_ticks: string | null
      unknown: number
      simulated: boolean
    }[]
  >`
    select t.*, coalesce(b.name, k.name) as name from (
      select ${keys[filter.by]} as key, e.simulated,
        sum(e.ticks) filter (where e.kind = 'quoted')::text as quoted_ticks,
        sum(e.ticks) filter (where e.kind in ('charged', 'adjusted'))::text as charged_ticks,
        sum(e.ticks) filter (where e.kind in ('charged', 'adjusted') and e.source = 'metered')::text as metered_ticks,
        sum(e.ticks) filter (where e.kind = 'contingent')::text as contingent_ticks,
        -- An amount that a bill made known later is unknown no more.
        count(*) filter (where e.kind = 'charged' and e.ticks is null and not exists (
          select from ledger_entries a where a.submission_id = e.submission_id and a.kind = 'adjusted'))::integer as unknown
      from ledger_entries e
      where e.owner_id = ${ownerId} and e.at >= ${filter.from} and e.at < ${filter.to}
      group by 1, 2 order by 1 desc limit ${limit}
    ) t left join batches b on b.id = t.key left join api_keys k on k.id = t.key order by t.key desc, t.simulated`
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    quotedTicks: ticksFromSum(row.quoted_ticks),
    chargedTicks: ticksFromSum(row.charged_ticks),
    meteredTicks: ticksFromSum(row.metered_ticks),
    contingentTicks: ticksFromSum(row.contingent_ticks),
    unknown: row.unknown,
    simulated: row.simulated,
  }))
}
