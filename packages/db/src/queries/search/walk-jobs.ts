// How jobs of a filter are found newest first: by one or several indexes that hold the newest first, each walked from
// where the page begins. A planner left to itself now and then walks all jobs for the few that match, or sorts a million.
import type { OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'
import { type JobFilter, jobConditions, keysNamed } from '../job-conditions.ts'

type Term = PendingQuery<Row[]>

export type Walk = {
  /** Null: from the newest on. */
  readonly beforeId: string | null
  readonly limit: number
  /** A further condition on `j`. Absent: none. */
  readonly and?: Term
}

/** The ids of the newest jobs that match, as `id`, at most `limit`, in no order. */
export function walkJobs(sql: Sql, ownerId: OwnerId, filter: JobFilter, walk: Walk): Term {
  const conditions = sql`${jobConditions(sql, ownerId, filter)}
    ${walk.beforeId === null ? sql`` : sql`and j.id < ${walk.beforeId}`} ${walk.and ?? sql``}`
  const newest = (lane: Term) => sql`
    select j.id from jobs j where ${lane} and ${conditions} order by j.id desc limit ${walk.limit}`
  const lanes = lanesOf(sql, ownerId, filter)
  return lanes === null
    ? newest(sql`true`)
    : sql`select walked.id from (${lanes.each}) lane cross join lateral (${newest(lanes.is)}) walked`
}

type Lanes = {
  /** One row for each index that is walked. */
  readonly each: Term
  /** What makes a job belong to the lane. */
  readonly is: Term
}

/** Null: one walk is enough. The first that applies is the one with the fewest jobs, as a rule. */
function lanesOf(sql: Sql, ownerId: OwnerId, filter: JobFilter): Lanes | null {
  const { states, reasons, waitingFor } = filter
  if (isNarrow(filter)) return null
  if (reasons !== null) {
    return { each: sql`select unnest(${[...reasons]}::text[]) as reason`, is: sql`j.reason = lane.reason` }
  }
  const few = waitingFor !== null ? ['queued', 'archiving'] : states
  if (few !== null && !few.includes('archived')) return statesLanes(sql, few)
  if (filter.key !== null) {
    return { each: keysNamed(sql, ownerId, filter.key), is: sql`j.key_id = lane.id` }
  }
  if (filter.upstreams !== null || filter.models !== null) {
    return {
      each: kindsOf(sql, ownerId, filter),
      is: sql`j.upstream = lane.upstream and j.model = lane.model`,
    }
  }
  return states === null ? null : statesLanes(sql, states)
}

/** It names few jobs by an index of their own. */
function isNarrow(filter: JobFilter): boolean {
  const { ids, batch, customId, taskId, fingerprint, mark, overdue, mismatch, operation } = filter
  const named = [ids, batch, customId, taskId, fingerprint].some((value) => value !== null)
  const isOtherOperation = operation !== null && operation !== 'generate'
  return (
    named || (mark !== null && mark !== 'none') || overdue === true || mismatch === true || isOtherOperation
  )
}

function statesLanes(sql: Sql, states: readonly string[]): Lanes {
  return { each: sql`select unnest(${[...states]}::text[]) as state`, is: sql`j.state = lane.state` }
}

/** Each upstream and model that the owner has jobs of, found by jumps through jobs_by_model. */
function kindsOf(sql: Sql, ownerId: OwnerId, { upstreams, models }: JobFilter): Term {
  const next = (beyond: Term) => sql`
    select k.upstream, k.model from jobs k where k.owner_id = ${ownerId} ${beyond} order by k.upstream, k.model limit 1`
  return sql`
    with recursive kinds as (
      (${next(sql``)})
      union all
      select n.upstream, n.model from kinds
      cross join lateral (${next(sql`and (k.upstream, k.model) > (kinds.upstream, kinds.model)`)}) n
    )
    select upstream, model from kinds
    where ${upstreams === null ? sql`true` : sql`upstream = any(${[...upstreams]}::text[])`}
      and ${models === null ? sql`true` : sql`model = any(${[...models]}::text[])`}`
}
