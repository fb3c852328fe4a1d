import type { BatchId, Ticks } from '@reelkeep/core'
import { adminKeyId, adminOwnerId, type Database, newAccountId, newBatchId } from '@reelkeep/db'

export type BatchWish = {
  readonly id?: BatchId
  readonly name?: string
  readonly state?: 'running' | 'paused' | 'canceled'
  /** Gives the batch a budget, and an account that keeps it. */
  readonly budgetTicks?: Ticks
}

export async function insertBatch(
  { sql }: Database,
  wish: BatchWish = {},
): Promise<{ id: BatchId; accountId: string | null }> {
  const id = wish.id ?? newBatchId()
  await sql`
    insert into batches (id, owner_id, key_id, name, state, budget_ticks)
    values (${id}, ${adminOwnerId}, ${adminKeyId}, ${wish.name ?? id}, ${wish.state ?? 'running'},
      ${wish.budgetTicks ?? null})`
  if (wish.budgetTicks === undefined) return { id, accountId: null }
  const accountId = newAccountId()
  await sql`
    insert into accounts (id, owner_id, kind, batch_id, cap_ticks)
    values (${accountId}, ${adminOwnerId}, 'batch', ${id}, ${wish.budgetTicks})`
  return { id, accountId }
}
