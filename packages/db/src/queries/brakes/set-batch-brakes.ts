import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import type { StopRule } from '../batch-record.ts'

export type BrakesChange = {
  readonly ownerId: OwnerId
  readonly id: string
  /** Absent: as it stands. */
  readonly trialRows?: number | null
  /** Absent: as it stands. */
  readonly stopWhen?: StopRule | 'never'
  /** Who did it, for the audit. */
  readonly actor: string
  readonly requestId: string
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
}

/** Changes what makes a batch stop by itself, with an audit entry. False: there is no such batch, or it is canceled. */
export async function setBatchBrakes({ sql }: Database, change: BrakesChange): Promise<boolean> {
  const { trialRows, stopWhen } = change
  const rule = stopWhen === undefined || stopWhen === 'never' ? null : stopWhen
  const rows = await sql`
    with moved as (
      update batches set
        trial_rows = case when ${trialRows !== undefined} then ${trialRows ?? null}::integer else trial_rows end,
        stop_failed_share = case when ${stopWhen !== undefined} then ${rule?.failedShare ?? null}::float8 else stop_failed_share end,
        stop_after = case when ${stopWhen !== undefined} then ${rule?.after ?? null}::integer else stop_after end,
        stop_chosen = stop_chosen or ${stopWhen !== undefined},
        revision = revision + 1, updated_at = now()
      where id = ${change.id} and owner_id = ${change.ownerId} and state <> 'canceled'
      returning id, owner_id, trial_rows, stop_failed_share, stop_after
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select owner_id, ${change.actor}, 'batch-brakes-set', id, ${change.requestId}, ${change.ip ?? null},
      jsonb_build_object('trial_rows', trial_rows, 'failed_share', stop_failed_share, 'after', stop_after)
    from moved returning 1`
  return rows.length > 0
}
