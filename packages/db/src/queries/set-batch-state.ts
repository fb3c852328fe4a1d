import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { BatchState } from './batch-record.ts'

export type BatchMove = {
  readonly ownerId: OwnerId
  readonly id: string
  readonly from: readonly BatchState[]
  readonly to: Exclude<BatchState, 'finished'>
  /** Who did it, for the audit. */
  readonly actor: string
  readonly action: string
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
}

/**
 * Moves a batch from one of the named states, with its audit entry, in one statement. Raises the revision, so that an
 * intake planned before sees that the batch moved. False: it was in none of these states.
 *
 * Running again is a person's word on why it was paused: a trial that was over is approved, and what ended before a brake
 * acted is not held against the batch once more. With nothing left to do it is finished at once.
 */
export async function setBatchState({ sql }: Database, move: BatchMove): Promise<boolean> {
  const rows = await sql`
    with before as materialized (
      select b.id, b.state, b.pause_reason, b.pause_detail, ${move.to} = 'running' and b.state = 'paused' as resumes,
        ${move.to} = 'running' and not exists (
          select from jobs j where j.batch_id = b.id and j.is_current
            and j.state in ('queued', 'submitting', 'unconfirmed', 'rendering', 'archiving')) as is_over
      from batches b
      where b.id = ${move.id} and b.owner_id = ${move.ownerId} and b.state = any(${[...move.from]}::text[])
      for no key update
    ),
    moved as (
      update batches b set
        state = case when o.is_over then 'finished' else ${move.to} end,
        finished_at = case when o.is_over then now() end,
        revision = b.revision + 1, updated_at = now(), restored_at = null,
        trial_rows = case when o.resumes and o.pause_reason = 'trial' then null else b.trial_rows end,
        judged_from = case when o.resumes and o.pause_reason in ('trial', 'stop_when', 'restored') then now()
          else b.judged_from end,
        pause_reason = case when ${move.to} = 'paused' then 'by_user' end,
        pause_detail = case when ${move.to} = 'paused' then jsonb_build_object('by', ${move.actor}::text) end,
        paused_at = case when ${move.to} = 'paused' then now() end
      from before o where b.id = o.id
      returning b.id, b.owner_id, b.state
    )
    insert into audit_entries (owner_id, actor, action, target, reason, request_id, ip, detail)
    select m.owner_id, ${move.actor}, ${move.action}, m.id,
      case when o.resumes then o.pause_reason end, ${move.requestId}, ${move.ip ?? null},
      jsonb_build_object('before', jsonb_build_object('state', o.state), 'after', jsonb_build_object('state', m.state))
        || case when o.resumes and o.pause_detail is not null then jsonb_build_object('paused', o.pause_detail) else '{}' end
    from moved m join before o on o.id = m.id
    returning 1`
  return rows.length > 0
}
