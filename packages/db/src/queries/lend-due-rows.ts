import type { JobId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type DueRow = { readonly id: JobId; readonly version: number }

/**
 * Hands out paid work that is due and that nobody was rung for, the link that dies first at the top. A row that is
 * handed out is not due again for `leaseMs`, so that no other worker takes it and the sweep does not ring for it; its
 * version stays, because nothing happened to it yet. Reads all that is in flight, by the index jobs_in_flight.
 */
export async function lendDueRows(
  { sql }: Database,
  wish: {
    readonly step: 'poll' | 'archive'
    readonly upstreams: readonly string[]
    readonly overdueMs: number
    readonly leaseMs: number
    readonly limit: number
  },
): Promise<DueRow[]> {
  return sql<DueRow[]>`
    with due as materialized (
      select id from jobs
      where state in ('rendering', 'archiving') and upstream = any(${[...wish.upstreams]}::text[])
        and coalesce(next_step, case state when 'rendering' then 'poll' else 'archive' end) = ${wish.step}
        and due_at <= now() - ${wish.overdueMs}::float8 * interval '1 millisecond'
      order by source_expires_at, due_at limit ${wish.limit}
      for no key update skip locked
    )
    update jobs j set due_at = now() + ${wish.leaseMs}::float8 * interval '1 millisecond'
    from due where j.id = due.id
    returning j.id, j.version`
}
