import type { Database } from '../open-database.ts'

export type RecordedJob = {
  readonly id: string
  /** How many submissions the record knows of. */
  readonly submissions: number
  /** When the record was written, ISO 8601. */
  readonly recordedAt: string
}

export type OlderJob = { readonly id: string; readonly state: string; readonly submissions: number }

/**
 * Jobs that stand with fewer submissions than their records tell of: the database comes from a backup, and what it holds
 * as queued was sent since. The batches of such rows are paused as restored ones, unless `isDryRun`.
 */
export async function holdOlderJobs(
  { sql }: Database,
  jobs: readonly RecordedJob[],
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<OlderJob[]> {
  if (jobs.length === 0) return []
  return sql<OlderJob[]>`
    with older as materialized (
      select j.id, j.state, j.submissions, j.batch_id, r.recorded_at
      from unnest(${jobs.map(({ id }) => id)}::text[], ${jobs.map(({ submissions }) => submissions)}::integer[],
        ${jobs.map(({ recordedAt }) => recordedAt)}::text[]::timestamptz[]) as r (id, submissions, recorded_at)
      join jobs j on j.id = r.id
      where j.submissions < r.submissions
    ),
    held as (
      update batches b set state = 'paused', finished_at = null, revision = b.revision + 1, updated_at = now(),
        restored_at = coalesce(b.restored_at, o.recorded_at), pause_reason = 'restored',
        paused_at = coalesce(b.paused_at, now()), pause_detail = jsonb_build_object('recorded_at', o.recorded_at,
          'before', case when b.pause_reason is not null
            then jsonb_build_object('reason', b.pause_reason, 'detail', b.pause_detail, 'at', b.paused_at) end)
      from (select batch_id, min(recorded_at) as recorded_at from older where state = 'queued' group by batch_id) o
      where ${!isDryRun} and b.id = o.batch_id
        and (b.state in ('running', 'finished') or b.state = 'paused' and b.restored_at is null)
    )
    select id, state, submissions from older order by id`
}
