import type { JobId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { withDeadlockRetry } from '../deadlock-retry.ts'

/**
 * Gives queued jobs another place in their line, each with a line in its history; what was sent meanwhile is left alone.
 * Answers the ids that moved.
 */
export async function prioritizeJobs(
  { sql }: Database,
  wanted: {
    readonly ids: readonly JobId[]
    /** 0 to 9, 9 first. */
    readonly priority: number
    readonly by: string
    readonly operation: string
  },
): Promise<Set<string>> {
  const detail = JSON.stringify({ by: wanted.by, operation: wanted.operation, priority: wanted.priority })
  const rows = await withDeadlockRetry(
    () => sql<{ id: string }[]>`
    with locked as materialized (
      select id, priority from jobs where id = any(${[...wanted.ids]}::text[]) and state = 'queued'
      order by id for no key update
    ),
    moved as (
      update jobs j set priority = ${wanted.priority}, version = j.version + 1, last_seq = j.last_seq + 1
      from locked l where j.id = l.id
      returning j.id, j.created_on, j.last_seq, j.state, l.priority as was
    ),
    told as (
      insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
      select created_on, id, last_seq, 'job-prioritized', state, state,
        ${detail}::text::jsonb || jsonb_build_object('was', was) from moved
    )
    select id from moved`,
  )
  return new Set(rows.map(({ id }) => id))
}
