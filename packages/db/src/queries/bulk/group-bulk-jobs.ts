import type { BulkFacts, OwnerId, Ticks } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { ticksFromSum } from '../group-batch-jobs.ts'
import { type JobFilter, jobConditions } from '../job-conditions.ts'
import { type BulkFactsRow, bulkFactsColumns, bulkFactsFrom, bulkFactsSources } from './bulk-facts.ts'

/** Jobs of a filter that are alike in everything that decides about them. */
export type BulkGroup = {
  readonly facts: BulkFacts
  readonly upstream: string
  readonly model: string
  readonly count: number
  /** Of those that have a price; null: none has. */
  readonly quotedTicks: Ticks | null
  readonly unquoted: number
  /** Reserved for those without a price; null: none has such a maximum. */
  readonly maxPriceTicks: Ticks | null
  /** Without a price and without a maximum. */
  readonly boundless: number
}

export type BulkMatch = {
  readonly groups: readonly BulkGroup[]
  /** Of the ids and states of all that match: says whether two looks saw the same. */
  readonly hash: string
}

type GroupRow = BulkFactsRow & {
  readonly upstream: string
  readonly model: string
  readonly count: number
  readonly quoted_ticks: string | null
  readonly unquoted: number
  readonly max_price_ticks: string | null
  readonly boundless: number
}

/** What a filter matches, by what decides about it. One statement, so that groups and hash say the same moment. */
export async function groupBulkJobs(
  { sql }: Database,
  ownerId: OwnerId,
  filter: JobFilter,
): Promise<BulkMatch> {
  const rows = await sql<(GroupRow & { readonly hash: string })[]>`
    with matched as materialized (
      select j.id, ${bulkFactsColumns(sql)}, j.upstream, j.model, j.quoted_ticks, j.max_price_ticks
      from jobs j ${bulkFactsSources(sql)} where ${jobConditions(sql, ownerId, filter)}
    ),
    hashed as (${bulkHash(sql)})
    select state, reason, charged, has_task, is_current, is_adopted, is_damaged, batch_state, upstream, model,
      count(*)::integer as count, sum(quoted_ticks)::text as quoted_ticks,
      count(*) filter (where quoted_ticks is null)::integer as unquoted,
      (sum(max_price_ticks) filter (where quoted_ticks is null))::text as max_price_ticks,
      count(*) filter (where quoted_ticks is null and max_price_ticks is null)::integer as boundless,
      (select hash from hashed) as hash
    from matched group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 order by count(*) desc`
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
    count: row.count,
    quotedTicks: ticksFromSum(row.quoted_ticks),
    unquoted: row.unquoted,
    maxPriceTicks: ticksFromSum(row.max_price_ticks),
    boundless: row.boundless,
  }
}
