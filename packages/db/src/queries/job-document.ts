import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'

/**
 * A job as core's JobDocument, built by the database as text: ticks come as decimal text and times with all their
 * digits, and nothing is lost on the way to the bucket. From `j`; add a `where` that names it.
 *
 * Left out: the signed link, what only means something to running workers, and what the database works out itself.
 */
export function selectJobDocuments(sql: Sql): PendingQuery<Row[]> {
  return sql`
    select j.id, j.version, j.clip_key, c.key as stored_key, j.batch_row, j.state, j.recorded_version, jsonb_build_object(
      'schema', 'reelkeep.job/1', 'recorded_at', now(),
      'owner', jsonb_build_object('id', o.id, 'name', o.name, 'created_at', o.created_at),
      'key', jsonb_build_object('id', k.id, 'name', k.name, 'scopes', k.scopes, 'created_at', k.created_at),
      'batch', case when b.id is not null then jsonb_build_object('id', b.id, 'name', b.name, 'columns', b.columns,
        'created_at', b.created_at) end,
      'job', to_jsonb(j) - ${left}::text[] || jsonb_build_object(
        'quoted_ticks', j.quoted_ticks::text, 'max_price_ticks', j.max_price_ticks::text,
        'reserved_ticks', j.reserved_ticks::text, 'charged_ticks', j.charged_ticks::text,
        'reported_ticks', j.reported_ticks::text, 'contingent_ticks', j.contingent_ticks::text),
      'submissions', coalesce((select jsonb_agg(to_jsonb(s) - 'job_id' - 'worker_id' order by s.number)
        from submissions s where s.job_id = j.id), '[]'),
      'ledger', coalesce((select jsonb_agg(
          to_jsonb(l) - '{job_id,owner_id,batch_id}'::text[] || jsonb_build_object('ticks', l.ticks::text)
          order by l.at, l.charge_key)
        from ledger_entries l where l.job_id = j.id), '[]'),
      'failures', coalesce((select jsonb_agg(
          to_jsonb(f) - '{id,job_id,owner_id,batch_id,followed_at,repeated_at}'::text[] order by f.id)
        from failures f where f.job_id = j.id), '[]'),
      'events', coalesce((select jsonb_agg(to_jsonb(e) - '{job_created_on,job_id}'::text[] order by e.seq)
        from job_events e where e.job_created_on = j.created_on and e.job_id = j.id), '[]'),
      'clip', case when c.job_id is not null then to_jsonb(c) - 'job_id' end,
      'mark', (select jsonb_build_object('mark', m.mark, 'note', m.note, 'at', m.at, 'key', jsonb_build_object(
          'id', a.id, 'name', a.name, 'scopes', a.scopes, 'created_at', a.created_at))
        from job_marks m join api_keys a on a.id = m.by_key where m.job_id = j.id)
    )::text as document
    from jobs j
    join owners o on o.id = j.owner_id
    join api_keys k on k.id = j.key_id
    left join batches b on b.id = j.batch_id
    left join clips c on c.job_id = j.id`
}

const left = [
  'owner_id',
  'key_id',
  'batch_id',
  'created_on',
  'source_url',
  'source_seen_at',
  'link_alarms',
  'rescued_to',
  'poll_failing_since',
  'crashes',
  'holds_slot',
  'last_save_id',
  'admit_at',
  'archived_id',
  'recorded_version',
  'record_due_id',
]

export type JobDocumentRow = {
  readonly id: string
  readonly version: number
  readonly clip_key: string
  /** Null: there is no clip. */
  readonly stored_key: string | null
  readonly batch_row: number | null
  readonly state: string
  readonly recorded_version: number
  readonly document: string
}
