import type { OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import { latencyCodes } from './latency-bins.ts'

/** Which jobs are counted; null: all. */
export type StatScope = {
  readonly ownerId: OwnerId | null
  readonly upstream: string | null
  readonly model: string | null
}

/**
 * One row for each job that was made between two moments, and one for each that ended between them. Reads jobs_made and
 * jobs_ended. Both moments are SQL, so that a statement may work them out.
 */
export function statFacts(
  sql: Sql,
  scope: StatScope,
  from: PendingQuery<Row[]>,
  to: PendingQuery<Row[]>,
): PendingQuery<Row[]> {
  return sql`
    select j.created_at as at, j.owner_id, j.upstream, j.model, 'created' as what, null::text as reason,
      0::bigint as bytes, 0 as polls, '{}'::smallint[] as codes
    from jobs j where j.created_at >= ${from} and j.created_at < ${to} ${withinScope(sql, scope)}
    union all
    select j.finished_at, j.owner_id, j.upstream, j.model, j.state, j.reason, coalesce(c.bytes, 0),
      case when j.state = 'archived' then j.polls else 0 end,
      case when j.state = 'archived' then ${latencyCodes(sql)} else '{}' end
    from jobs j left join clips c on c.job_id = j.id and j.state = 'archived'
    where j.finished_at >= ${from} and j.finished_at < ${to} ${withinScope(sql, scope)}`
}

/** The scope as conditions on `j`. */
export function withinScope(sql: Sql, { ownerId, upstream, model }: StatScope): PendingQuery<Row[]> {
  return sql`
    ${ownerId === null ? sql`` : sql`and j.owner_id = ${ownerId}`}
    ${upstream === null ? sql`` : sql`and j.upstream = ${upstream}`}
    ${model === null ? sql`` : sql`and j.model = ${model}`}`
}
