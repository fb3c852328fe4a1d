import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import type { StatScope } from './stat-facts.ts'

/**
 * One row for each ledger entry between two moments that says what a clip was quoted, charged or may have been charged.
 * An amount that a bill made known later is unknown no more. Reads ledger_entries_newest, owner by owner.
 */
export function spendFacts(
  sql: Sql,
  { ownerId, upstream, model }: StatScope,
  from: PendingQuery<Row[]>,
  to: PendingQuery<Row[]>,
): PendingQuery<Row[]> {
  const isCharge = sql`e.kind in ('charged', 'adjusted')`
  return sql`
    select e.at, e.owner_id, e.upstream, e.model, e.job_id, e.batch_id, e.simulated,
      case when e.kind = 'quoted' then e.ticks end as quoted_ticks,
      case when ${isCharge} and e.source = 'metered' then e.ticks end as metered_ticks,
      case when ${isCharge} and e.source <> 'metered' then e.ticks end as estimated_ticks,
      case when e.kind = 'contingent' then e.ticks end as contingent_ticks,
      -- As a count it is looked up for the few entries that it is asked of, and not made ready for all.
      (e.kind = 'charged' and e.ticks is null and 0 = (
        select count(*) from ledger_entries a where a.submission_id = e.submission_id and a.kind = 'adjusted'))::integer as unknown
    from owners o join ledger_entries e on e.owner_id = o.id
    where e.kind in ('quoted', 'charged', 'adjusted', 'contingent') and e.at >= ${from} and e.at < ${to}
      ${ownerId === null ? sql`` : sql`and o.id = ${ownerId}`}
      ${upstream === null ? sql`` : sql`and e.upstream = ${upstream}`}
      ${model === null ? sql`` : sql`and e.model = ${model}`}`
}
