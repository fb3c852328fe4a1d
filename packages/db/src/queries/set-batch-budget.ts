import { type BatchId, ledgerSides, type OwnerId, type Ticks } from '@reelkeep/core'
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
  /** Where the request came from. Absent: nobody asked over HTTP. */
  readonly ip?: string
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
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select owner_id, ${change.actor}, 'batch-budget-set', id, ${change.requestId}, ${change.ip ?? null},
      jsonb_build_object('before', was::text, 'after', ${ticks}::text)
    from moved returning 1`
  return rows.length > 0
}

/** Hangs on the revision: rows that are being taken in at the same moment come with the account, or are here already. */
async function openAccount({ largeSql }: Database, change: BudgetChange, revision: number): Promise<boolean> {
  const ticks = String(change.budgetTicks)
  const accountId = newAccountId()
  const { reserved, released, contingent } = ledgerSides
  const rows = await largeSql`
    with moved as (
      update batches b set budget_ticks = ${ticks}::bigint, revision = b.revision + 1, updated_at = now()
      where id = ${change.id} and owner_id = ${change.ownerId} and revision = ${revision}
      returning b.id, b.owner_id
    ),
    charged as (
      update jobs j set account_ids = j.account_ids || ${accountId}::text, version = j.version + 1
      from moved where j.batch_id = moved.id
      returning j.id, j.owner_id, j.batch_id, j.upstream, j.model, j.price_version, j.simulated, j.submissions, j.account_ids,
        j.reserved_ticks, j.contingent_ticks, coalesce(j.charged_ticks, 0) as charged_ticks,
        -- While a job is unconfirmed its reservation stands for the doubtful charge.
        case when j.state = 'unconfirmed' and j.quoted_ticks is not null then greatest(0, coalesce(j.contingent_ticks, 0) - j.reserved_ticks)
          else coalesce(j.contingent_ticks, 0) end as beyond_ticks
    ),
    made as (
      insert into accounts (id, owner_id, kind, batch_id, cap_ticks, reserved_ticks, charged_ticks, contingent_ticks,
        carried_ticks)
      select ${accountId}, moved.owner_id, 'batch', moved.id, ${ticks}::bigint, s.reserved, s.charged, s.beyond, s.charged
      from moved, (select coalesce(sum(reserved_ticks), 0) as reserved, coalesce(sum(charged_ticks), 0) as charged,
        coalesce(sum(beyond_ticks), 0) as beyond from charged) s
    ),
    -- What is still open is taken from the caps it was booked on and booked on those and this one: the ledger goes on
    -- saying for each account what is held and at risk. What was charged is carried into it.
    booked as (
      insert into ledger_entries (job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit, credit, ticks,
        source, price_version, charge_key, simulated, account_ids)
      select c.id, c.owner_id, c.batch_id, s.id, c.upstream, c.model, e.kind, e.debit, e.credit, e.ticks, 'estimated',
        c.price_version, c.id || '-' || ${accountId}::text || '-' || e.name, c.simulated,
        case when e.is_in then c.account_ids else array_remove(c.account_ids, ${accountId}::text) end
      from charged c
      left join submissions s on s.job_id = c.id and s.number = c.submissions
      cross join lateral (values
        ('released', ${released.debit}, ${released.credit}, c.reserved_ticks, 'released', false),
        ('reserved', ${reserved.debit}, ${reserved.credit}, c.reserved_ticks, 'reserved', true),
        ('contingent', ${contingent.debit}, ${contingent.credit}, -c.contingent_ticks, 'contingent-released', false),
        ('contingent', ${contingent.debit}, ${contingent.credit}, c.contingent_ticks, 'contingent', true)
      ) as e (kind, debit, credit, ticks, name, is_in)
      where e.ticks <> 0
    )
    insert into audit_entries (owner_id, actor, action, target, request_id, ip, detail)
    select owner_id, ${change.actor}, 'batch-budget-set', id, ${change.requestId}, ${change.ip ?? null},
      jsonb_build_object('before', null, 'after', ${ticks}::text)
    from moved returning 1`
  return rows.length > 0
}
