import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import type { StatScope } from './stat-facts.ts'

/**
 * One row for each ledger entry between two moments that says what a clip was quoted, charged or may have been charged.
 * An amount that a bill made known later is unknown no more. Reads ledger_entries_newest, or with no owner ledger_entries_at.
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
      (e.kind = 'charged' and e.ticks is null and not exists (
        select from ledger_entries a where a.submission_id = e.submission_id and a.kind = 'adjusted'))::integer as unknown
    from ledger_entries e
    where e.kind in ('quoted', 'charged', 'adjusted', 'contingent') and e.at >= ${from} and e.at < ${to}
      ${ownerId === null ? sql`` : sql`and e.owner_id = ${ownerId}`}
      ${upstream === null ? sql`` : sql`and e.upstream = ${upstream}`}
      ${model === null ? sql`` : sql`and e.model = ${model}`}`
}
