import type { OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import { type JobFilter, jobConditions } from '../job-conditions.ts'
import type { Walk } from './walk-jobs.ts'

/** So many ids are read out of an index and sorted within a moment. */
const sortedMax = 100_000

/** Whether a bound of the cost leaves so few jobs that have ended that they are better sorted than walked. */
export async function isCostRare(sql: Sql, ownerId: OwnerId, filter: JobFilter): Promise<boolean> {
  const { costMinTicks, costMaxTicks, from, to, states, ...others } = filter
  if (costMinTicks === null && costMaxTicks === null) return false
  // Whatever else is named leaves fewer, and has walks of its own.
  if (Object.values(others).some((value) => value !== null)) return false
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count from (${endedAtCost(sql, ownerId, filter)} limit ${sortedMax + 1}) counted`
  return row.count <= sortedMax
}

/** The ids of the newest jobs that have ended and match, as `id`, at most `limit`: those of the cost, sorted, then the rest. */
export function walkCosts(sql: Sql, ownerId: OwnerId, filter: JobFilter, walk: Walk): PendingQuery<Row[]> {
  return sql`
    select j.id from (
      ${endedAtCost(sql, ownerId, filter)}
      ${walk.beforeId === null ? sql`` : sql`and p.id < ${walk.beforeId}`} order by p.id desc offset 0
    ) priced
    join jobs j on j.id = priced.id
    where ${jobConditions(sql, ownerId, filter)} ${walk.and ?? sql``}
    order by priced.id desc limit ${walk.limit}`
}

/** By jobs_by_cost alone. */
function endedAtCost(
  sql: Sql,
  ownerId: OwnerId,
  { costMinTicks, costMaxTicks }: JobFilter,
): PendingQuery<Row[]> {
  return sql`
    select p.id from jobs p where p.owner_id = ${ownerId} and p.finished_at is not null and p.charged_ticks is not null
      ${costMinTicks === null ? sql`` : sql`and p.charged_ticks >= ${costMinTicks}`}
      ${costMaxTicks === null ? sql`` : sql`and p.charged_ticks <= ${costMaxTicks}`}`
}
