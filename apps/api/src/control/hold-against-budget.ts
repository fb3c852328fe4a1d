import type { JobId, OwnerId, Ticks } from '@reelkeep/core'
import { type RetryQuote, readRetryQuote, setBatchBudget } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { moneyRefusal, rowsWithoutPrice } from '../batches/check-money.ts'
import { auditedBy, type Caller } from '../caller.ts'
import type { AppDeps } from '../deps.ts'
import { conflict } from '../errors.ts'

/** What is to be sent again: all that failed of a batch, or one job of it. */
export type RetryWish = {
  readonly batchId: string
  readonly jobId: JobId | null
  /** The budget from now on; null: as it stands. */
  readonly budgetTicks: Ticks | null
  /** Also what failed as moderated, where all of a batch is meant. */
  readonly includesModerated: boolean
  /** Only says what it would cost: no budget is set. */
  readonly isDryRun: boolean
}

/**
 * Quotes a retry and refuses one that the batch's budget, or the one that is given with it, does not pay for; then sets the
 * one that is given. The cap itself is held by admission, whatever two people do at once. Throws 422.
 */
export async function holdAgainstBudget(
  { db }: Pick<AppDeps, 'db'>,
  { ownerId }: Pick<Caller, 'ownerId'>,
  { batchId, jobId, budgetTicks, includesModerated, isDryRun }: RetryWish,
  request: FastifyRequest,
): Promise<RetryQuote> {
  const quote = await readRetryQuote(db, { ownerId, batchId, jobId, includesModerated })
  const refusal = moneyRefusal({
    quote: {
      rows: quote.count,
      lowTicks: quote.quotedTicks,
      expectedTicks: quote.unpriced.length === 0 ? quote.quotedTicks : null,
      highTicks: quote.unpriced.length === 0 ? quote.quotedTicks : null,
      unknown: quote.unpriced,
    },
    budgetTicks: budgetTicks ?? quote.budgetTicks,
    committed: quote.committed,
  })
  if (refusal !== null) throw refusal
  if (budgetTicks !== null && !isDryRun) await giveBudget(db, { ownerId, batchId, budgetTicks, request })
  return quote
}

async function giveBudget(
  db: AppDeps['db'],
  wish: {
    readonly ownerId: OwnerId
    readonly batchId: string
    readonly budgetTicks: Ticks
    readonly request: FastifyRequest
  },
): Promise<void> {
  const { ownerId, batchId: id, budgetTicks, request } = wish
  const set = await setBatchBudget(db, { ownerId, ...auditedBy(request), id, budgetTicks })
  // Nothing may be sent again under a budget that was asked for and does not hold.
  if (set.outcome === 'unpriced') throw rowsWithoutPrice(set.rows)
  if (set.outcome === 'over')
    throw conflict('batch_over', 'The batch is canceled; nothing of it will be sent any more.')
}
