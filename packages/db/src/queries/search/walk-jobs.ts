// How jobs of a filter are found newest first: by one or several indexes that hold the newest first, each walked from
// where the page begins. A planner left to itself now and then walks all jobs for the few that match, or sorts a million.
import { isFinal, type JobState, jobStates, type OwnerId } from '@reelkeep/core'
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

/** The ids of the newest jobs that match, as `id`, at most `limit` from each walk, in no order. */
export function walkJobs(sql: Sql, ownerId: OwnerId, filter: JobFilter, walk: Walk): Term {
  const conditions = sql`${jobConditions(sql, ownerId, filter)}
    ${walk.beforeId === null ? sql`` : sql`and j.id < ${walk.beforeId}`} ${walk.and ?? sql``}`
  const newest = (lane: Term) => sql`
    (select j.id from jobs j where ${lane} and ${conditions} order by j.id desc limit ${walk.limit})`
  const walks = lanesOf(sql, ownerId, filter).map(({ each, is }) =>
    each === undefined
      ? newest(is)
      : sql`select walked.id from (${each}) lane cross join lateral ${newest(is)} walked`,
  )
  const [first, ...others] = walks
  if (first === undefined) return sql`select id from jobs where false`
  return others.reduce((all, one) => sql`${all} union all ${one}`, first)
}

type Lane = {
  /** What makes a job belong to the lane. */
  readonly is: Term
  /** One row for each walk, as `lane`. Absent: it is one walk. */
  readonly each?: Term
}

const openStates = jobStates.filter((state) => !isFinal(state))

/** The first that applies is the one with the fewest jobs, as a rule. */
function lanesOf(sql: Sql, ownerId: OwnerId, filter: JobFilter): readonly Lane[] {
  const { states, reasons, waitingFor } = filter
  // By itself each state is planned as what it is: a few thousand, or nearly all.
  const inStates = (some: readonly JobState[]) => some.map((state) => ({ is: sql`j.state = ${state}` }))
  if (filter.batch !== null) return inStates(states ?? jobStates)
  if (isNarrow(filter)) return [{ is: sql`true` }]
  if (reasons !== null) return reasons.map((reason) => ({ is: sql`j.reason = ${reason}` }))
  if (waitingFor !== null) return inStates(['queued', 'archiving'])
  if (states !== null && !states.includes('archived')) return inStates(states)
  if (filter.key !== null) {
    return [{ each: keysNamed(sql, ownerId, filter.key), is: sql`j.key_id = lane.id` }]
  }
  // What is on its way is looked through by itself: indexes that only what has ended enters cost a save nothing.
  if (filter.upstreams !== null || filter.models !== null) {
    const is = sql`j.upstream = lane.upstream and j.model = lane.model and j.finished_at is not null`
    return [{ each: kindsOf(sql, ownerId, filter), is }, ...inStates(openStates)]
  }
  return states === null ? [{ is: sql`true` }] : inStates(states)
}

/** It names few jobs by an index of their own. */
function isNarrow(filter: JobFilter): boolean {
  const { ids, customId, taskId, fingerprint, mark, overdue, mismatch, operation } = filter
  const named = [ids, customId, taskId, fingerprint].some((value) => value !== null)
  const isOtherOperation = operation !== null && operation !== 'generate'
  return (
    named || (mark !== null && mark !== 'none') || overdue === true || mismatch === true || isOtherOperation
  )
}

/** Each upstream and model of which jobs of the owner have ended, found by jumps through jobs_by_model. */
function kindsOf(sql: Sql, ownerId: OwnerId, { upstreams, models }: JobFilter): Term {
  const next = (beyond: Term) => sql`
    select k.upstream, k.model from jobs k where k.owner_id = ${ownerId} and k.finished_at is not null ${beyond}
    order by k.upstream, k.model limit 1`
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
