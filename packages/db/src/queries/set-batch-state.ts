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
}

/**
 * Moves a batch from one of the named states, with its audit entry, in one statement. Raises the revision, so that an
 * intake planned before sees that the batch moved. False: it was in none of these states.
 */
export async function setBatchState({ sql }: Database, move: BatchMove): Promise<boolean> {
  const rows = await sql`
    with moved as (
      update batches set state = ${move.to}, revision = revision + 1, updated_at = now(), finished_at = null,
        restored_at = null
      where id = ${move.id} and owner_id = ${move.ownerId} and state = any(${[...move.from]}::text[])
      returning id, owner_id
    )
    insert into audit_entries (owner_id, actor, action, target, request_id)
    select owner_id, ${move.actor}, ${move.action}, id, ${move.requestId} from moved
    returning 1`
  return rows.length > 0
}
