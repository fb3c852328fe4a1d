import type { Database } from '../../open-database.ts'
import { heldProgress } from './count-spans.ts'
import { sixHoursOf } from './six-hours.ts'

const atOnce = 40

/**
 * Adds quarter hours up to six hours of the wall clock, so that a year is told from fewer rows: those that are over and
 * counted, then those that were marked. All anew when days begin elsewhere than before. False: there is nothing to add.
 */
export async function addUpSixHours({ largeSql: sql }: Database, timeZone: string): Promise<boolean> {
  const zone = sql`${timeZone}::text`
  const [seen] = await sql<[{ version: number }]>`select version from stats_progress`
  const [row] = await sql<[{ spans: number }]>`
    with begun as materialized (
      select p.counted_to, case when p.time_zone = ${zone} then p.six_hours_to end as six_hours_to,
        p.time_zone is distinct from ${zone} as is_elsewhere
      from (${heldProgress(sql, sql`${seen.version}`)}) p where p.counted_to is not null
    ),
    reach as materialized (
      select b.*, ${sixHoursOf(sql, sql`b.counted_to`, zone)} as over_at, coalesce(b.six_hours_to,
        ${sixHoursOf(sql, sql`coalesce((select min(at) from job_stats where span = '15m'), b.counted_to)`, zone)}) as from_at
      from begun b
    ),
    ahead as materialized (
      select distinct ${sixHoursOf(sql, sql`step`, zone)} as at
      from reach cross join lateral generate_series(from_at, over_at - interval '1 second', interval '1 hour') as step
      order by at limit ${atOnce}
    ),
    marked as materialized (
      select distinct m.at from stats_marks m, reach r where m.span = '6h' and not r.is_elsewhere and m.at < r.from_at
      order by m.at limit ${atOnce}
    ),
    spans as materialized (select at from ahead union select at from marked),
    unmarked as (
      delete from stats_marks m using reach r
      where m.span = '6h' and (r.is_elsewhere or m.at in (select at from spans))
    ),
    old as (
      delete from job_stats s using reach r
      where s.span = '6h' and (r.is_elsewhere or s.at in (select at from spans)) returning 1
    ),
    parts as materialized (
      select p.at as span_at, q.* from spans p join job_stats q on q.span = '15m'
        and q.at >= p.at - interval '3 hours' and q.at < p.at + interval '9 hours' and ${sixHoursOf(sql, sql`q.at`, zone)} = p.at
    ),
    reasons as (
      select span_at, owner_id, upstream, model, jsonb_object_agg(reason, n) as reasons
      from (select span_at, owner_id, upstream, model, key as reason, sum(value::integer) as n
        from parts cross join jsonb_each_text(reasons) group by 1, 2, 3, 4, 5) r
      group by 1, 2, 3, 4
    ),
    spread as (
      select span_at, owner_id, upstream, model, array_agg(code order by code) as codes, array_agg(n order by code) as counts
      from (select span_at, owner_id, upstream, model, code, sum(n)::integer as n
        from parts cross join unnest(codes, counts) as c (code, n) group by 1, 2, 3, 4, 5) c
      group by 1, 2, 3, 4
    ),
    added as (
      insert into job_stats (span, at, owner_id, upstream, model, created, archived, failed, canceled, reasons, bytes, polls,
        codes, counts)
      select '6h', t.*, coalesce(s.codes, '{}'), coalesce(s.counts, '{}')
      from (
        select p.span_at, p.owner_id, p.upstream, p.model, sum(p.created), sum(p.archived), sum(p.failed), sum(p.canceled),
          coalesce(r.reasons, '{}'), sum(p.bytes), sum(p.polls)
        from parts p left join reasons r using (span_at, owner_id, upstream, model)
        group by p.span_at, p.owner_id, p.upstream, p.model, r.reasons
      ) t left join spread s using (span_at, owner_id, upstream, model)
      where (select count(*) from old) >= 0
    ),
    moved as (
      update stats_progress p set version = p.version + 1, time_zone = ${zone},
        six_hours_to = case when (select count(*) from ahead) = ${atOnce} then (select max(at) from ahead) else r.over_at end
      from reach r
    )
    select count(*)::integer as spans from spans`
  return row.spans > 0
}
