import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../../open-database.ts'
import type { Range } from './cut-time.ts'
import { sixHoursOf } from './six-hours.ts'
import { spendFacts } from './spend-facts.ts'
import { spendSums } from './spend-sums.ts'
import { statFacts } from './stat-facts.ts'

type Term = PendingQuery<Row[]>

export const minuteMs = 60_000
export const quarterMs = 15 * minuteMs
/** For so long are minutes kept to read from; they are dropped an hour later, so that no reader misses one. */
export const minutesKeptMs = 25 * 3_600_000
const droppedAfterMs = minutesKeptMs + 3_600_000
/**
 * A span is counted once it has been over for so long: a row gets into it without a mark for a minute (see the
 * triggers), and the longest statement takes three more to commit.
 */
const settleMs = 5 * minuteMs
const marksAtOnce = 100
const everything = { ownerId: null, upstream: null, model: null }

/** What is counted from the rows. */
type Span = { readonly name: '1m' | '15m'; readonly ms: number; readonly atOnceMs: number }

const minute: Span = { name: '1m', ms: minuteMs, atOnceMs: 60 * minuteMs }
const quarter: Span = { name: '15m', ms: quarterMs, atOnceMs: 96 * quarterMs }

/** Counts the next minutes that are over, at most an hour of them, and none of long ago. False: there are none, or another counts. */
export async function countMinutesAhead({ largeSql: sql }: Database): Promise<boolean> {
  const [begun] = await sql<[{ version: number; to: Date | null; now: Date }]>`
    select version, minutes_to as to, now() as now from stats_progress`
  const oldest = floorTo(begun.now.getTime() - minutesKeptMs, minuteMs)
  const isGap = begun.to === null || begun.to.getTime() < oldest
  const from = isGap || begun.to === null ? new Date(oldest) : begun.to
  return countAhead(sql, minute, {
    from,
    now: begun.now,
    version: begun.version,
    progress: (to) =>
      sql`minutes_to = ${to}::timestamptz${isGap ? sql`, minutes_from = ${from}::timestamptz` : sql``}`,
  })
}

/** Counts the next quarter hours that are over, at most a day of them. False: there are none, or another counts. */
export async function countQuartersAhead({ largeSql: sql }: Database): Promise<boolean> {
  const [begun] = await sql<[{ version: number; from: Date; now: Date }]>`
    select version, date_bin('15 minutes', coalesce(counted_to, (select min(created_at) from jobs), now()), 'epoch') as from,
      now() as now
    from stats_progress`
  return countAhead(sql, quarter, { ...begun, progress: (to) => sql`counted_to = ${to}::timestamptz` })
}

/** Counts again minutes and quarter hours in which something changed after they were counted. False: there are none. */
export async function countMarkedSpans({ largeSql: sql }: Database): Promise<boolean> {
  const marks = await sql<{ version: number; span: Span['name']; at: Date }[]>`
    select distinct p.version, m.span, m.at from stats_progress p join stats_marks m
      on m.span = '15m' and m.at < p.counted_to or m.span = '1m' and m.at >= p.minutes_from and m.at < p.minutes_to
    order by m.at limit ${marksAtOnce}`
  for (const [place, { version, at, ...mark }] of marks.entries()) {
    const span = mark.span === '1m' ? minute : quarter
    const range = { from: at, to: new Date(at.getTime() + span.ms) }
    if (!(await recount(sql, span, { range, version: version + place, progress: null }))) return false
  }
  return marks.length > 0
}

/** Drops minutes that nobody reads any more, and their marks. */
export async function dropOldMinutes({ largeSql: sql }: Database): Promise<void> {
  const isOld = sql`at < now() - make_interval(secs => ${droppedAfterMs / 1_000})`
  await sql`
    with jobs as (delete from job_stats where span = '1m' and ${isOld}), spend as (delete from spend_minutes where ${isOld})
    delete from stats_marks where span = '1m' and ${isOld}`
}

type Ahead = {
  readonly from: Date
  readonly now: Date
  readonly version: number
  /** How far the counting is, once it has come to a moment. */
  readonly progress: (to: Date) => Term
}

async function countAhead(sql: Sql, span: Span, { from, now, version, progress }: Ahead): Promise<boolean> {
  const overMs = floorTo(now.getTime() - settleMs, span.ms)
  const to = new Date(Math.min(overMs, from.getTime() + span.atOnceMs))
  if (to <= from) return false
  return recount(sql, span, { range: { from, to }, version, progress: progress(to) })
}

/**
 * Replaces what is known of whole spans by what the rows say, and marks the six hours that were added up from quarter hours.
 * False, and nothing is done, when another counting holds the progress or ended after `version` was read: this one would
 * put back what it saw earlier.
 */
async function recount(
  sql: Sql,
  span: Span,
  counting: { readonly range: Range; readonly version: number; readonly progress: Term | null },
): Promise<boolean> {
  const { from, to } = counting.range
  const isWithin = sql`at >= ${from} and at < ${to} and exists (select from held)`
  const isCounted = sql`span = ${span.name} and ${isWithin}`
  const rows = await sql`
    with held as materialized (${heldProgress(sql, sql`${counting.version}`)}),
    unmarked as (delete from stats_marks where ${isCounted}),
    old_jobs as (delete from job_stats where ${isCounted} returning 1),
    old_spend as (delete from ${spendSums(sql, span.name)} where ${isWithin} returning 1),
    ${newJobs(sql, span, counting.range)},
    ${newSpend(sql, span, counting.range)},
    to_add_up as (
      insert into stats_marks (span, at)
      select distinct '6h', ${sixHoursOf(sql, sql`q.at`, sql`h.time_zone`)}
      from held h cross join lateral generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 second',
        interval '15 minutes') as q (at)
      where q.at < h.six_hours_to and ${span.name === '15m'}
    )
    update stats_progress p set version = p.version + 1 ${counting.progress === null ? sql`` : sql`, ${counting.progress}`}
    from held returning p.version`
  return rows.length > 0
}

/** The row of progress, held by this statement; nothing while another holds it, and nothing if it has moved on. */
export function heldProgress(sql: Sql, version: Term): Term {
  return sql`select p.* from stats_progress p where p.version = ${version} for update of p skip locked`
}

/** When the span of a moment begins. */
function spanOf(sql: Sql, span: Span, moment: Term): Term {
  return sql`date_bin(make_interval(secs => ${span.ms / 1_000}), ${moment}, 'epoch')`
}

function newJobs(sql: Sql, span: Span, { from, to }: Range): Term {
  const group = sql`at, owner_id, upstream, model`
  return sql`
    facts as materialized (
      select ${spanOf(sql, span, sql`f.at`)} as at, f.owner_id, f.upstream, f.model, f.what, f.reason, f.bytes, f.polls,
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
      select ${span.name}, t.at, t.owner_id, t.upstream, t.model, t.created, t.archived, t.failed, t.canceled,
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

function newSpend(sql: Sql, span: Span, { from, to }: Range): Term {
  return sql`
    spend as materialized (
      select ${spanOf(sql, span, sql`f.at`)} as span_at, f.*
      from (${spendFacts(sql, everything, sql`${from}::timestamptz`, sql`${to}::timestamptz`)}) f
      where exists (select from held)
    ),
    new_spend as (
      insert into ${spendSums(sql, span.name)} (at, owner_id, upstream, model, key_id, batch_id, simulated, quoted_ticks,
        metered_ticks, estimated_ticks, contingent_ticks, unknown)
      select s.span_at, s.owner_id, s.upstream, s.model, k.key_id, coalesce(s.batch_id, ''), s.simulated,
        sum(s.quoted_ticks), sum(s.metered_ticks), sum(s.estimated_ticks), sum(s.contingent_ticks), sum(s.unknown)
      from spend s cross join lateral (select j.key_id from jobs j where j.id = s.job_id offset 0) k
      where (select count(*) from old_spend) >= 0
      group by 1, 2, 3, 4, 5, 6, 7
    )`
}

function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs
}
