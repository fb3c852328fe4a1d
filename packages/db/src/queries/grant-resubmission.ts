import type { OwnerId, SubmissionId, Ticks } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type ResubmissionRequest = {
  readonly upstream: string
  readonly ownerId: OwnerId
  readonly jobId: string
  readonly submissionId: SubmissionId
  /** The quote of what would be bought anew. */
  readonly ticks: Ticks
  readonly dailyTicks: Ticks
  /** For the audit. */
  readonly reason: string
}

/**
 * Takes the price of one resubmission out of its upstream's allowance of this UTC day, and writes the audit entry, in one
 * statement on the locked gate: however many workers ask at once, the allowance is never passed. A submission is granted
 * once: asked again, after a crash or by another worker, it is granted still and takes nothing.
 */
export async function grantResubmission(
  { sql }: Database,
  { upstream, ownerId, jobId, submissionId, ticks, dailyTicks, reason }: ResubmissionRequest,
): Promise<'granted' | 'refused'> {
  const [row] = await sql<[{ granted: boolean }]>`
    with gate as materialized (
      select g.upstream, (clock_timestamp() at time zone 'UTC')::date as today, g.resubmit_on, g.resubmit_ticks
      from upstream_gates g where g.upstream = ${upstream} for no key update
    ),
    spent as materialized (
      select today, case when resubmit_on = today then resubmit_ticks else 0 end as ticks from gate
    ),
    granted as (
      update submissions u set resubmit_granted_on = s.today
      from spent s
      where u.id = ${submissionId} and u.resubmit_granted_on is null and u.status = 'unknown'
        and s.ticks + ${String(ticks)}::bigint <= ${String(dailyTicks)}::bigint
      returning s.today, s.ticks
    ),
    counted as (
      update upstream_gates g set resubmit_on = t.today, resubmit_ticks = t.ticks + ${String(ticks)}::bigint
      from granted t where g.upstream = ${upstream}
    ),
    audited as (
      insert into audit_entries (owner_id, actor, action, target, reason, detail)
      select ${ownerId}, 'system', 'submission-resubmitted', ${jobId}, ${reason},
        jsonb_build_object('submission', ${submissionId}::text, 'ticks', ${String(ticks)}::text,
          'allowance_used', (t.ticks + ${String(ticks)}::bigint)::text, 'allowance', ${String(dailyTicks)}::text)
      from granted t
    )
    select exists (select from granted) as granted`
  if (row.granted) return 'granted'
  // A statement of its own: the one above may have waited for the grant of another worker, which it cannot see.
  const earlier = await sql`
    select from submissions where id = ${submissionId} and resubmit_granted_on is not null`
  return earlier.length > 0 ? 'granted' : 'refused'
}
