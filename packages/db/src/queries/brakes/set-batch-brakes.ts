import type { OwnerId } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../../open-database.ts'
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
    with before as materialized (
      select id, trial_rows, stop_failed_share, stop_after from batches
      where id = ${change.id} and owner_id = ${change.ownerId} and state <> 'canceled' for no key update
    ),
    moved as (
      update batches b set
        trial_rows = case when ${trialRows !== undefined} then ${trialRows ?? null}::integer else b.trial_rows end,
        stop_failed_share = case when ${stopWhen !== undefined} then ${rule?.failedShare ?? null}::float8 else b.stop_failed_share end,
        stop_after = case when ${stopWhen !== undefined} then ${rule?.after ?? null}::integer else b.stop_after end,
        stop_chosen = b.stop_chosen or ${stopWhen !== undefined},
        revision = b.revision + 1, updated_at = now()
      from before where b.id = before.id
      returning b.id, b.owner_id, b.trial_rows, b.stop_failed_share, b.stop_after
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select m.owner_id, ${change.actor}, 'batch-brakes-set', m.id, ${change.requestId}, ${change.ip ?? null},
      jsonb_build_object('before', ${brakes(sql, sql`o`)}, 'after', ${brakes(sql, sql`m`)})
    from moved m join before o on o.id = m.id returning 1`
  return rows.length > 0
}

function brakes(sql: Sql, from: PendingQuery<Row[]>): PendingQuery<Row[]> {
  return sql`jsonb_build_object('trial_rows', ${from}.trial_rows, 'failed_share', ${from}.stop_failed_share,
    'stop_after', ${from}.stop_after)`
}
