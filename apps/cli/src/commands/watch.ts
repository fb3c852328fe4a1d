import { setTimeout as wait } from 'node:timers/promises'
import { patiently } from '../client/patiently.ts'
import type { Batch } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { batchLine, batchSummary, ended, isOverBudget } from '../print/batch-line.ts'
import { findBatchId } from './find-batch.ts'

const askEveryMs = 1000
/** Without a terminal a line is printed this often at most, and only when something moved. */
const sayEveryMs = 10_000

/** Follows a batch until nothing moves by itself any more. */
export async function watch(context: CommandContext, idOrName: string): Promise<ExitCode> {
  const { client, terminal, json } = context
  const id = await findBatchId(client, idOrName)
  let said = { text: '', at: Number.NEGATIVE_INFINITY }
  const ask = patiently(terminal)
  for (;;) {
    const batch = await ask(() => client.get<Batch>(`/v1/batches/${encodeURIComponent(id)}`))
    if (batch !== null) {
      const now = performance.now()
      const text = batchLine(batch)
      terminal.redraw(text)
      if (!terminal.isInteractive && !json && text !== said.text && now - said.at >= sayEveryMs) {
        terminal.note(text)
        said = { text, at: now }
      }
      if (isSettled(batch)) return finish(context, batch)
    }
    await wait(askEveryMs)
  }
}

/** Everything ended and the batch says so, or all that is left waits for a person. */
function isSettled({ counts, state }: Batch): boolean {
  if (state === 'finished' || state === 'canceled') return true
  const waitsForPerson = counts.unconfirmed > 0 || state === 'paused'
  return waitsForPerson && ended(counts) + counts.unconfirmed === counts.total
}

function finish({ terminal, json }: CommandContext, batch: Batch): ExitCode {
  terminal.endRedraw()
  terminal.print(json ? JSON.stringify(batch, null, 2) : batchSummary(batch))
  const isWhole = batch.counts.archived === batch.counts.total && batch.needs_attention.length === 0
  // Not `overBudget`: that says that nothing was sent.
  return isWhole && !isOverBudget(batch) ? exitCodes.done : exitCodes.incomplete
}
