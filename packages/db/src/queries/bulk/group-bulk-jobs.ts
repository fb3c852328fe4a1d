import type { BulkFacts, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { type JobFilter, jobConditions } from '../job-conditions.ts'
import { ticksFromSum } from '../ticks-from-sum.ts'
import { type BulkFactsRow, bulkFactsColumns, bulkFactsFrom, bulkFactsSources } from './bulk-facts.ts'

/** Jobs of a filter that are alike in everything that decides about them. */
export type BulkGroup = {
  readonly facts: BulkFacts
  readonly upstream: string
  readonly model: string
  /** Their money is none. */
  readonly simulated: boolean
  readonly count: number
  /** Of those that have a price; null: none has. */
  readonly quotedTicks: Ticks | null
  readonly unquoted: number
  /** Reserved for those without a price; null: none has such a maximum. */
  readonly maxPriceTicks: Ticks | null
  /** Without a price and without a maximum. */
  readonly boundless: number
  /** What they were charged before, and may have been charged beside it, as far as that is known; null: of none. */
  readonly chargedTicks: Ticks | null
  readonly contingentTicks: Ticks | null
  /** They may have cost something, and nobody knows how much: they are in neither sum. */
  readonly unknownCosts: number
  /** Capped accounts that a retry would count against. A job that has any is a group of its own, in the order of ids. */
  readonly accountIds: readonly string[]
  /** Its key, where that has a cap by the day. */
  readonly dayKeyId: string | null
}

export type BulkMatch = {
  readonly groups: readonly BulkGroup[]
  /** Of the ids and states of all that match: says whether two looks saw the same. */
  readonly hash: string
}

type GroupRow = BulkFactsRow & {
  readonly upstream: string
  readonly model: string
  readonly simulated: boolean
  readonly count: number
  readonly quoted_ticks: string | null
  readonly unquoted: number
  readonly max_price_ticks: string | null
  readonly boundless: number
  readonly charged_ticks: string | null
  readonly contingent_ticks: string | null
  readonly unknown_costs: number
  readonly account_ids: readonly string[]
  readonly day_key_id: string | null
}

/** What a filter matches, by what decides about it. One statement, so that groups and hash say the same moment. */
export async function groupBulkJobs(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
  { withCaps }: { readonly withCaps: boolean },
): Promise<BulkMatch> {
  const rows = await sql<(GroupRow & { readonly hash: string })[]>`
    with matched as materialized (
      select j.id, ${bulkFactsColumns(sql)}, j.upstream, j.model, j.simulated, j.quoted_ticks, j.max_price_ticks,
        j.charged_ticks, j.contingent_ticks,
        j.charged_ticks is null and j.contingent_ticks is null and j.failure ->> 'charged' <> 'no' as is_unknown,
        case when ${withCaps}::boolean and j.state = 'failed' then array(
          select a.id from accounts a where a.cap_ticks is not null
            and (a.kind = 'batch' and a.batch_id = j.batch_id or a.kind = 'key' and a.key_id = j.key_id)
          order by a.id) else '{}' end as account_ids,
        case when ${withCaps}::boolean and j.state = 'failed' then (
          select k.id from api_keys k where k.id = j.key_id and k.day_cap_ticks is not null) end as day_key_id
      from jobs j ${bulkFactsSources(sql)} where ${jobConditions(sql, ownerId, filter)}
    ),
    hashed as (${bulkHash(sql)})
    select state, reason, charged, has_task, is_current, is_adopted, is_damaged, batch_state, upstream, model, simulated,
      count(*)::integer as count, sum(quoted_ticks)::text as quoted_ticks,
      count(*) filter (where quoted_ticks is null)::integer as unquoted,
      (sum(max_price_ticks) filter (where quoted_ticks is null))::text as max_price_ticks,
      count(*) filter (where quoted_ticks is null and max_price_ticks is null)::integer as boundless,
      sum(charged_ticks)::text as charged_ticks, sum(contingent_ticks)::text as contingent_ticks,
      count(*) filter (where is_unknown)::integer as unknown_costs, account_ids, day_key_id,
      (select hash from hashed) as hash
    from matched
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, account_ids, day_key_id,
      case when account_ids <> '{}' or day_key_id is not null then id end
    order by min(id)`
  return { hash: rows[0]?.hash ?? '', groups: rows.map(groupFrom) }
}

/** Over `matched`. */
export function bulkHash(sql: Database['sql']) {
  return sql`select md5(string_agg(id || ':' || state, ',' order by id)) as hash, count(*)::integer as count from matched`
}

function groupFrom(row: GroupRow): BulkGroup {
  return {
    facts: bulkFactsFrom(row),
    upstream: row.upstream,
    model: row.model,
    simulated: row.simulated,
    count: row.count,
    quotedTicks: ticksFromSum(row.quoted_ticks),
    unquoted: row.unquoted,
    maxPriceTicks: ticksFromSum(row.max_price_ticks),
    boundless: row.boundless,
    chargedTicks: ticksFromSum(row.charged_ticks),
    contingentTicks: ticksFromSum(row.contingent_ticks),
    unknownCosts: row.unknown_costs,
    accountIds: row.account_ids,
    dayKeyId: row.day_key_id,
  }
}
