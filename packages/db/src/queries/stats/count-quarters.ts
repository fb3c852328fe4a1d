import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../../open-database.ts'
import type { Range } from './read-ranges.ts'
import { sixHoursOf } from './six-hours.ts'
import { spendFacts } from './spend-facts.ts'
import { statFacts } from './stat-facts.ts'

type Term = PendingQuery<Row[]>

const quarterMs = 900_000
/**
 * A quarter hour is counted once it has been over for so long: a row gets into it without a mark for a minute (see the
 * triggers), and the longest statement takes three more to commit.
 */
const settleMs = 5 * 60_000
/** A day at once. */
const aheadMs = 96 * quarterMs
const marksAtOnce = 100
const everything = { ownerId: null, upstream: null, model: null }

/** Counts the next quarter hours that are over, at most a day of them. False: there are none, or another counts. */
export async function countQuartersAhead({ largeSql: sql }: Database): Promise<boolean> {
  const [begun] = await sql<[{ version: number; from: Date; over: Date }]>`
    select version, date_bin('15 minutes', coalesce(counted_to, (select min(created_at) from jobs), now()), 'epoch') as from,
      now() as over
    from stats_progress`
  const overMs = Math.floor((begun.over.getTime() - settleMs) / quarterMs) * quarterMs
  const to = new Date(Math.min(overMs, begun.from.getTime() + aheadMs))
  if (to <= begun.from) return false
  return recount(sql, { from: begun.from, to }, { version: begun.version, isAhead: true })
}

/** Counts again quarter hours in which something changed after they were counted. False: there are none. */
export async function countMarkedQuarters({ largeSql: sql }: Database): Promise<boolean> {
  const marks = await sql<{ version: number; at: Date }[]>`
    select distinct p.version, m.at from stats_progress p join stats_marks m on m.span = '15m' and m.at < p.counted_to
    order by m.at limit ${marksAtOnce}`
  for (const [place, { version, at }] of marks.entries()) {
    const range = { from: at, to: new Date(at.getTime() + quarterMs) }
    if (!(await recount(sql, range, { version: version + place, isAhead: false }))) return false
  }
  return marks.length > 0
}

/**
 * Replaces what is known of whole quarter hours by what the rows say, and marks the six hours that were added up from it.
 * False, and nothing is done, when another counting holds the progress or ended after `version` was read: this one would
 * put back what it saw earlier.
 */
async function recount(
  sql: Sql,
  { from, to }: Range,
  { version, isAhead }: { readonly version: number; readonly isAhead: boolean },
): Promise<boolean> {
  const rows = await sql`
    with held as materialized (${heldProgress(sql, sql`${version}`)}),
    unmarked as (
      delete from stats_marks where span = '15m' and at >= ${from} and at < ${to} and exists (select from held)
    ),
    old_jobs as (
      delete from job_stats where span = '15m' and at >= ${from} and at < ${to} and exists (select from held) returning 1
    ),
    old_spend as (
      delete from spend_stats where at >= ${from} and at < ${to} and exists (select from held) returning 1
    ),
    ${newJobs(sql, { from, to })},
    ${newSpend(sql, { from, to })},
    to_add_up as (
      insert into stats_marks (span, at)
      select distinct '6h', ${sixHoursOf(sql, sql`q.at`, sql`h.time_zone`)}
      from held h cross join lateral generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 second',
        interval '15 minutes') as q (at)
      where q.at < h.six_hours_to
    )
    update stats_progress p set version = p.version + 1,
      counted_to = case when ${isAhead} then ${to}::timestamptz else p.counted_to end
    from held returning p.version`
  return rows.length > 0
}

/** The row of progress, held by this statement; nothing while another holds it, and nothing if it has moved on. */
export function heldProgress(sql: Sql, version: Term): Term {
  return sql`select p.* from stats_progress p where p.version = ${version} for update of p skip locked`
}

function newJobs(sql: Sql, { from, to }: Range): Term {
  const group = sql`at, owner_id, upstream, model`
  return sql`
    facts as materialized (
      select date_bin('15 minutes', f.at, 'epoch') as at, f.owner_id, f.upstream, f.model, f.what, f.reason, f.bytes, f.polls,
        f.codes
      from (${statFacts(sql, everything, sql`${from}::timestamptz`, sql`${to}::timestamptz`)}) f
      where exists (select from held)
    ),
    reasons as (
      select ${group}, jsonb_object_agg(reason, n) as reasons
      from (select ${group}, reason, count(*) as n from facts where reason is not null group by ${group}, reason) r
      group by ${group}
    ),
    spread as (
      select ${group}, array_agg(code order by code) as codes, array_agg(n order by code) as counts
      from (select ${group}, code::integer as code, count(*)::integer as n from facts cross join unnest(codes) as code
        group by ${group}, code) c
      group by ${group}
    ),
    new_jobs as (
      insert into job_stats (span, at, owner_id, upstream, model, created, archived, failed, canceled, reasons, bytes, polls,
        codes, counts)
      select '15m', t.at, t.owner_id, t.upstream, t.model, t.created, t.archived, t.failed, t.canceled,
        coalesce(r.reasons, '{}'), t.bytes, t.polls, coalesce(s.codes, '{}'), coalesce(s.counts, '{}')
      from (
        select ${group}, count(*) filter (where what = 'created') as created,
          count(*) filter (where what = 'archived') as archived, count(*) filter (where what = 'failed') as failed,
          count(*) filter (where what = 'canceled') as canceled, sum(bytes) as bytes, sum(polls) as polls
        from facts group by ${group}
      ) t
      left join reasons r using (at, owner_id, upstream, model) left join spread s using (at, owner_id, upstream, model)
      where (select count(*) from old_jobs) >= 0
    )`
}

function newSpend(sql: Sql, { from, to }: Range): Term {
  return sql`
    spend as materialized (
      select date_bin('15 minutes', f.at, 'epoch') as quarter_at, f.*
      from (${spendFacts(sql, everything, sql`${from}::timestamptz`, sql`${to}::timestamptz`)}) f
      where exists (select from held)
    ),
    new_spend as (
      insert into spend_stats (at, owner_id, upstream, model, key_id, batch_id, simulated, quoted_ticks, metered_ticks,
        estimated_ticks, contingent_ticks, unknown)
      select s.quarter_at, s.owner_id, s.upstream, s.model, k.key_id, coalesce(s.batch_id, ''), s.simulated, sum(s.quoted_ticks),
        sum(s.metered_ticks), sum(s.estimated_ticks), sum(s.contingent_ticks), sum(s.unknown)
      from spend s cross join lateral (select j.key_id from jobs j where j.id = s.job_id offset 0) k
      where (select count(*) from old_spend) >= 0
      group by 1, 2, 3, 4, 5, 6, 7
    )`
}
