import type { BatchId, OwnerId, Ticks } from '@reelkeep/core'
import { newAccountId } from '../ids.ts'
import type { Database } from '../open-database.ts'
import { withDeadlockRetry } from './deadlock-retry.ts'

export type BudgetChange = {
  readonly ownerId: OwnerId
  readonly id: string
  /** Null: none from now on. */
  readonly budgetTicks: Ticks | null
  /** Who did it, for the audit. */
  readonly actor: string
  readonly requestId: string
}

/** `over`: it is canceled. `unpriced`: rows that are still to be sent have no price, so that a budget could not hold. */
export type BudgetOutcome =
  | { readonly outcome: 'set' }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'over' }
  | { readonly outcome: 'unpriced'; readonly rows: number }

const tries = 8

/**
 * Gives a batch another budget, or its first one, or none. A first one begins with everything that its jobs have cost, hold
 * or may have cost, summed from their rows in the statement that also makes them count against it: each gets a new
 * version, so that a save or a claim that was decided on the row as it was is decided again, and no money is missed.
 */
export async function setBatchBudget(db: Database, change: BudgetChange): Promise<BudgetOutcome> {
  for (let left = tries; left > 0; left -= 1) {
    const batch = await read(db, change)
    if (batch === null) return { outcome: 'missing' }
    if (batch.state === 'canceled') return { outcome: 'over' }
    if (change.budgetTicks !== null && batch.unpriced > 0)
      return { outcome: 'unpriced', rows: batch.unpriced }
    const isFirst = batch.account_id === null && change.budgetTicks !== null
    const isSet = await withDeadlockRetry(() =>
      isFirst ? openAccount(db, change, batch.revision) : moveCap(db, change, batch.revision),
    )
    if (isSet) return { outcome: 'set' }
  }
  throw new Error(`batch ${change.id} moved ${tries} times while its budget was being set`)
}

type Read = {
  readonly id: BatchId
  readonly state: string
  readonly revision: number
  readonly account_id: string | null
  readonly unpriced: number
}

async function read({ sql }: Database, { ownerId, id }: BudgetChange): Promise<Read | null> {
  const [row] = await sql<Read[]>`
    select b.id, b.state, b.revision, a.id as account_id, (
      select count(*) from jobs j where j.batch_id = b.id and j.queued_row is not null
        and coalesce(j.quoted_ticks, j.max_price_ticks) is null)::integer as unpriced
    from batches b left join accounts a on a.batch_id = b.id and a.kind = 'batch'
    where b.id = ${id} and b.owner_id = ${ownerId}`
  return row ?? null
}

async function moveCap({ sql }: Database, change: BudgetChange, revision: number): Promise<boolean> {
  const ticks = change.budgetTicks === null ? null : String(change.budgetTicks)
  const rows = await sql`
    with before as materialized (
      select id, budget_ticks from batches
      where id = ${change.id} and owner_id = ${change.ownerId} and revision = ${revision} for no key update
    ),
    moved as (
      update batches b set budget_ticks = ${ticks}::bigint, revision = b.revision + 1, updated_at = now()
      from before o where b.id = o.id
      returning b.id, b.owner_id, o.budget_ticks as was
    ),
    capped as (
      update accounts a set cap_ticks = ${ticks}::bigint from moved where a.batch_id = moved.id and a.kind = 'batch'
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, detail)
    select owner_id, ${change.actor}, 'batch-budget-set', id, ${change.requestId},
      jsonb_build_object('before', was::text, 'after', ${ticks}::text)
    from moved returning 1`
  return rows.length > 0
}

/** Hangs on the revision: rows that are being taken in at the same moment come with the account, or are here already. */
async function openAccount({ largeSql }: Database, change: BudgetChange, revision: number): Promise<boolean> {
  const ticks = String(change.budgetTicks)
  const accountId = newAccountId()
  const rows = await largeSql`
    with moved as (
      update batches b set budget_ticks = ${ticks}::bigint, revision = b.revision + 1, updated_at = now()
      where id = ${change.id} and owner_id = ${change.ownerId} and revision = ${revision}
      returning b.id, b.owner_id
    ),
    charged as (
      update jobs j set account_ids = j.account_ids || ${accountId}::text, version = j.version + 1
      from moved where j.batch_id = moved.id
      returning j.reserved_ticks, coalesce(j.charged_ticks, 0) as charged_ticks,
        -- While a job is unconfirmed its reservation stands for the doubtful charge.
        case when j.state = 'unconfirmed' then greatest(0, coalesce(j.contingent_ticks, 0) - j.reserved_ticks)
          else coalesce(j.contingent_ticks, 0) end as beyond_ticks
    ),
    made as (
      insert into accounts (id, owner_id, kind, batch_id, cap_ticks, reserved_ticks, charged_ticks, contingent_ticks)
      select ${accountId}, moved.owner_id, 'batch', moved.id, ${ticks}::bigint, s.reserved, s.charged, s.beyond
      from moved, (select coalesce(sum(reserved_ticks), 0) as reserved, coalesce(sum(charged_ticks), 0) as charged,
        coalesce(sum(beyond_ticks), 0) as beyond from charged) s
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, detail)
    select owner_id, ${change.actor}, 'batch-budget-set', id, ${change.requestId},
      jsonb_build_object('before', null, 'after', ${ticks}::text)
    from moved returning 1`
  return rows.length > 0
}
