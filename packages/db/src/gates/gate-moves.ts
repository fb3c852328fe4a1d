// The parts of the save statement that move gates: locked first, summed over the saves that really moved, written once.
import { breaker, type ProbedClosure, pollCutGapMs, probeWaits, rateCut } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'
import { cutNow, strainNow } from './gate-terms.ts'

type Part = PendingQuery<Row[]>

/**
 * Of `saves`. An acceptance touches a gate only where it has something to clear: otherwise every create would wait for
 * the row that every admission locks.
 */
export function lockedGates(sql: Sql): Part {
  return sql`
    select g.* from upstream_gates g
    where g.upstream in (
        select upstream from saves
        where slot_delta <> 0 or overdue_delta <> 0 or gate_change in ('slow-down', 'strain', 'close'))
      or (g.strain > 0 or g.probe_at is not null)
        and g.upstream in (select upstream from saves where gate_change = 'well')
    order by g.upstream for no key update`
}

/** One row per gate: the locked row, what `moved` asks of it, and when. */
export function gateMoves(sql: Sql): Part {
  return sql`
    select g.upstream, g.in_flight + d.slots as in_flight, g.overdue + d.overdue as overdue,
      greatest(g.not_before, d.until) as not_before, g.at,
      case when cutting.is_cut then greatest(${rateCut.floor}::float8, cutting.share * ${rateCut.factor}::float8)
        else g.cut end as cut,
      case when cutting.is_cut then g.at else g.cut_at end as cut_at,
      strained.strain, case when d.strains > 0 then g.at else g.strain_at end as strain_at,
      closing.kind, closing.is_new, closing.kind is not null and probing.has_failed as probe_failed,
      case when closing.is_new then coalesce(d.close_reason, d.strain_reason)
        when closing.kind is not null then g.closed_reason end as reason,
      case when closing.kind is null then null when g.closed_kind is null or probing.reopens then g.at
        else g.closed_at end as closed_at,
      case when closing.kind = 'no_key' then null when closing.is_new then waits.first_s
        when closing.kind is null then null
        when probing.has_failed then least(g.probe_wait_s * 2, waits.max_s) else g.probe_wait_s end as probe_wait_s,
      case when closing.kind is not null and not closing.is_new then g.probe_at end as probe_at,
      case when closing.kind is not null and not closing.is_new then g.probe_job_id end as probe_job_id,
      case when closing.kind is null and g.closed_kind is not null then g.at else g.opened_at end as opened_at,
      g.configured_speed as speed
    -- The clock is read after the lock was had: now() is when the statement began to wait.
    from (select l.*, clock_timestamp() as at from locked_gates l) g
    join (
      select m.upstream, sum(m.slot_delta)::int as slots, sum(m.overdue_delta)::int as overdue,
        max(m.gate_until) as until,
        count(*) filter (where m.gate_change = 'strain' and not said.is_old) as strains,
        count(*) filter (where m.gate_change = 'well') as wells,
        max(coalesce(u.sent_at, 'infinity')) filter (where m.gate_change = 'slow-down') as slowed_sent_at,
        max(u.sent_at) filter (where m.gate_change = 'well') as well_sent_at,
        max(m.gate_reason) filter (where m.gate_change = 'strain' and not said.is_old) as strain_reason,
        (array_agg(m.gate_kind order by m.id) filter (where m.gate_change = 'close' and not said.is_old))[1] as close_kind,
        (array_agg(m.gate_reason order by m.id) filter (where m.gate_change = 'close' and not said.is_old))[1] as close_reason,
        array_agg(m.id) filter (
          where m.gate_change in ('slow-down', 'strain', 'close') and m.submission_id is not null) as refused_ids
      from moved m left join submissions u on u.id = m.submission_id and m.gate_change in ('well', 'slow-down')
      left join locked_gates o on o.upstream = m.upstream
      -- A person, or an acceptance, has opened the gate since this was asked.
      cross join lateral (select coalesce(m.asked_at < o.opened_at, false) as is_old) said
      where m.slot_delta <> 0 or m.overdue_delta <> 0 or m.gate_change is not null
      group by m.upstream
    ) d on d.upstream = g.upstream
    -- An answer to a create from before the closure, or before the cut, says nothing about what came after.
    cross join lateral (
      select g.probe_at is not null and coalesce(d.well_sent_at > g.closed_at, false) as reopens,
        coalesce(g.probe_job_id = any(d.refused_ids), false) as has_failed
    ) probing
    cross join lateral (
      select coalesce(d.slowed_sent_at > coalesce(g.cut_at, '-infinity'), false) as is_cut,
        ${cutNow(sql, sql`g.cut`, sql`g.cut_at`, sql`g.configured_speed`, sql`g.at`)} as share
    ) cutting
    cross join lateral (
      select d.strains + case when probing.reopens then 0 else greatest(0,
        ${strainNow(sql, sql`g.strain`, sql`g.strain_at`, sql`g.configured_speed`, sql`g.at`)}
        - d.wells * ${breaker.reliefPerAcceptance}::float8) end as strain
    ) strained
    -- The first reason stands until the gate opens, but for what a probe learned, or what a breaker could not know.
    cross join lateral (
      select case
          when g.closed_kind is null or probing.reopens
            then coalesce(d.close_kind, case when strained.strain > ${breaker.closesAbove}::float8 then 'breaker' end)
          when d.close_kind is not null and (g.closed_kind = 'breaker' or probing.has_failed) then d.close_kind
          else g.closed_kind end as next_kind
    ) next
    cross join lateral (
      select next.next_kind as kind,
        next.next_kind is not null
          and (next.next_kind is distinct from g.closed_kind or probing.reopens) as is_new
    ) closing
    left join (values ${probeWaitRow(sql, 'account')}, ${probeWaitRow(sql, 'configuration')},
      ${probeWaitRow(sql, 'breaker')}) as waits (kind, first_s, max_s) on waits.kind = closing.kind`
}

export function movedGates(sql: Sql): Part {
  return sql`
    update upstream_gates g set
      in_flight = m.in_flight, overdue = m.overdue, not_before = m.not_before, cut = m.cut, cut_at = m.cut_at,
      opened_at = m.opened_at,
      strain = m.strain, strain_at = m.strain_at,
      closed_kind = m.kind, closed_reason = m.reason, closed_at = m.closed_at, probe_wait_s = m.probe_wait_s,
      probe_at = case when m.is_new or m.probe_failed
        then m.at + m.probe_wait_s / m.speed * interval '1 second' else m.probe_at end,
      probe_job_id = m.probe_job_id, updated_at = m.at
    from gate_moves m where g.upstream = m.upstream`
}

/** Its row is locked last, by everybody: nothing is waited for while it is held. */
export function slowedPolls(sql: Sql): Part {
  const share = cutNow(sql, sql`b.cut`, sql`b.cut_at`, sql`g.configured_speed`, sql`clock_timestamp()`)
  return sql`
    update poll_buckets b set
      cut = greatest(${rateCut.floor}::float8, (${share}) * ${rateCut.factor}::float8), cut_at = clock_timestamp()
    from upstream_gates g
    where g.upstream = b.upstream
      and b.upstream in (select upstream from moved where gate_change = 'slow-polls')
      and coalesce(b.cut_at < clock_timestamp() - ${pollCutGapMs}::float8 * interval '1 millisecond', true)`
}

function probeWaitRow(sql: Sql, kind: ProbedClosure): Part {
  const { firstMs, maxMs } = probeWaits[kind]
  return sql`(${kind}::text, ${firstMs / 1000}::float8, ${maxMs / 1000}::float8)`
}
