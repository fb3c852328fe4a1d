import type { Batch } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { asTyped } from '../print/as-typed.ts'
import { budgetWords } from '../print/budget-words.ts'
import { money } from '../print/money.ts'
import { findBatchId } from './find-batch.ts'

/** What a batch may cost in all, with what it has cost already; rows that waited for money go on at once. */
export async function setBudget(
  { client, terminal, json }: CommandContext,
  batch: string,
  usd: string,
): Promise<ExitCode> {
  const id = await findBatchId(client, batch)
  const now = await client.patch<Batch>(`/v1/batches/${encodeURIComponent(id)}`, {
    budget_usd: usd === 'none' ? null : usd,
  })
  if (json) terminal.print(JSON.stringify(now, null, 2))
  else {
    const budget = budgetWords(now)
    terminal.print(
      `${asTyped(now.name)} (${now.id}): ${budget === null ? `no budget; charged ${money(now.cost.charged_ticks)}` : `budget ${budget}`}`,
    )
  }
  return exitCodes.done
}
