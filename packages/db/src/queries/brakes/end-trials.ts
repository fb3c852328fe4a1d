import type { Database } from '../../open-database.ts'
import type { BrakedBatch } from './stop-spoiling-batches.ts'

/** Clips named in the figures, for a person to look at. */
const clipsMax = 20

/**
 * Pauses running batches whose trial is over: every row of it has ended or waits for a person, and others are held. With
 * the figures and an audit entry, in one statement. Walks batches_with_brakes; a trial's rows are found by jobs_queued_rows
 * and jobs_in_flight, and all rows are read only once, when it is over.
 */
export async function endTrials({ sql }: Database): Promise<BrakedBatch[]> {
  return sql<BrakedBatch[]>`
    with tried as materialized (
      select b.id, b.revision, b.trial_rows from batches b
      where b.state = 'running' and b.trial_rows is not null
        and exists (select from jobs j where j.batch_id = b.id and j.queued_row > b.trial_rows)
        -- One that a person holds waits for a person.
        and not exists (
          select from jobs j where j.batch_id = b.id and j.queued_row <= b.trial_rows and j.due_at is not null)
        and not exists (
          select from jobs j
          where j.state in ('submitting', 'rendering', 'archiving') and j.batch_id = b.id and j.is_current
            and j.batch_row <= b.trial_rows and not (j.state = 'rendering' and j.overdue)
            and j.waiting_for is distinct from 'link_refused')
    ),
    figures as materialized (
      select t.id, t.revision, jsonb_build_object('rows', t.trial_rows,
        'tried_rows', count(distinct j.batch_row) filter (where is_tried),
        'tried_clips', count(*) filter (where is_tried),
        'archived', count(*) filter (where j.state = 'archived' and is_tried),
        'failed', count(*) filter (where j.state = 'failed' and is_tried),
        'unconfirmed', count(*) filter (where j.state = 'unconfirmed' and is_tried),
        'canceled', count(*) filter (where j.state = 'canceled' and is_tried),
        'waiting', count(*) filter (where j.state in ('queued', 'rendering', 'archiving') and is_tried),
        'charged_ticks', coalesce(sum(j.charged_ticks) filter (where is_tried), 0)::text,
        'contingent_ticks', coalesce(sum(j.contingent_ticks) filter (where is_tried), 0)::text,
        'unpriced', count(*) filter (where is_tried and j.state = 'archived' and j.charged_ticks is null),
        'held', count(*) filter (where j.state = 'queued' and not is_tried),
        -- Null: a held row has no price.
        'held_ticks', case when count(*) filter (where j.state = 'queued' and not is_tried
            and coalesce(j.quoted_ticks, j.max_price_ticks) is null) = 0
          then sum(coalesce(j.quoted_ticks, j.max_price_ticks)) filter (where j.state = 'queued' and not is_tried)::text end,
        -- The same, real and simulated money apart.
        'held_parts', coalesce((
          select jsonb_agg(jsonb_build_object('simulated', h.simulated, 'count', h.count,
            'ticks', case when h.unpriced = 0 then h.ticks::text end) order by h.simulated)
          from (
            select q.simulated, count(*) as count, sum(coalesce(q.quoted_ticks, q.max_price_ticks)) as ticks,
              count(*) filter (where coalesce(q.quoted_ticks, q.max_price_ticks) is null) as unpriced
            from jobs q where q.batch_id = t.id and q.is_current and q.state = 'queued' and q.batch_row > t.trial_rows
            group by 1
          ) h), '[]'),
        'clips', coalesce(to_jsonb((array_agg(j.id order by j.batch_row, j.id)
          filter (where j.state = 'archived' and is_tried))[1:${clipsMax}::integer]), '[]')) as detail
      from tried t
      cross join lateral (
        select q.*, q.batch_row <= t.trial_rows as is_tried from jobs q where q.batch_id = t.id and q.is_current
      ) j
      group by t.id, t.revision, t.trial_rows
    ),
    ended as (
      update batches b set state = 'paused', pause_reason = 'trial', paused_at = now(), pause_detail = f.detail,
        revision = b.revision + 1, updated_at = now()
      from figures f where b.id = f.id and b.state = 'running' and b.revision = f.revision
      returning b.id, b.owner_id, b.pause_detail
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, reason, detail)
      select owner_id, 'system', 'batch-paused', id, 'trial', pause_detail from ended
    )
    select id, pause_detail as detail from ended order by id`
}
