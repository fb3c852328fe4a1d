import type { JobId, JobState, Step } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type ForgottenJob = {
  readonly id: JobId
  readonly version: number
  readonly state: JobState
  readonly step: Step
  /** When the link of a clip dies that is not ours yet. */
  readonly expiresAt: Date | null
}

/**
 * Jobs whose next step has been due for longer than the grace period: nobody rang, so the sweep rings again. The
 * longest overdue come first. A job in `submitting` is not among them: its step may have sent already
 * (listAbandoned). Nor is one of an upstream that nobody here speaks to: its message would be dropped, and enough of
 * them would hide the rest. Reads all that is in flight, by the index jobs_in_flight.
 */
export async function listForgotten(
  { sql }: Database,
  filter: { readonly graceMs: number; readonly limit: number; readonly upstreams: readonly string[] },
): Promise<ForgottenJob[]> {
  return sql<ForgottenJob[]>`
    select id, version, state,
      coalesce(next_step, case state when 'rendering' then 'poll' else 'archive' end) as step,
      case when state = 'archiving' then source_expires_at end as "expiresAt"
    from jobs
    where state in ('rendering', 'archiving') and upstream = any(${[...filter.upstreams]}::text[])
      and due_at < now() - ${filter.graceMs}::float8 * interval '1 millisecond'
    order by due_at limit ${filter.limit}`
}
