// Most polls learn nothing new: they move a few counters and the time of the next one. They need none of the tables
// that a transition feeds, and cost a fifth of one.
import type { JobProgress } from '@reelkeep/core'
import type { Sql } from '../open-database.ts'
import type { Save } from './save.ts'
import type { SaveRow } from './save-row.ts'
import type { SavedRow } from './save-statement.ts'

const counters: ReadonlySet<string> = new Set<keyof JobProgress>([
  'polls',
  'pollFailures',
  'pollFailingSince',
  'upstreamStatus',
  'progress',
  'dueAt',
])

/** Nothing of the save leaves the job's own row, and nothing of that but its counters. */
export function isCountOnly({ decision, exchange }: Save): boolean {
  const { event, submission, ledger, clip, gate, notice, wake } = decision
  const leavesRow = event ?? submission ?? clip ?? gate ?? notice ?? exchange ?? null
  return (
    leavesRow === null &&
    ledger.length === 0 &&
    wake !== null &&
    Object.keys(decision.changes).every((column) => counters.has(column))
  )
}

export function countRow({ job, decision, saveId }: Save): SaveRow {
  const after = { ...job, ...decision.changes }
  return {
    id: job.id,
    from_state: job.state,
    version: job.version,
    save_id: saveId,
    next_step: decision.wake?.step,
    due_at: after.dueAt,
    polls: after.polls,
    poll_failures: after.pollFailures,
    poll_failing_since: after.pollFailingSince,
    upstream_status: after.upstreamStatus,
    progress: after.progress,
  }
}

/** Guarded by id, state and version as every save is. Answers with the jobs that moved. */
export async function runCountStatement(sql: Sql, rows: string): Promise<SavedRow[]> {
  return sql<SavedRow[]>`
    update jobs j set
      polls = s.polls, poll_failures = s.poll_failures, poll_failing_since = s.poll_failing_since,
      upstream_status = s.upstream_status, progress = s.progress, due_at = s.due_at, next_step = s.next_step,
      last_save_id = s.save_id, version = j.version + 1
    from json_to_recordset(${rows}::text::json) as s (
      id text, from_state text, version int, save_id uuid, next_step text, due_at timestamptz, polls int,
      poll_failures int, poll_failing_since timestamptz, upstream_status text, progress float8)
    where j.id = s.id and j.version = s.version and j.state = s.from_state
    returning j.id, j.version`
}
