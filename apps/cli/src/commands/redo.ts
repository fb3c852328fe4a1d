import type { Batch } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findBatchId } from './find-batch.ts'
import { saveLines } from './save-lines.ts'

export type RedoOptions = { readonly state: string; readonly reason?: string; readonly out?: string }

/** The rows of a batch that are to be done again, as they came, and the command that sends them. */
export async function redo(
  context: CommandContext,
  batch: string,
  { state, reason, out }: RedoOptions,
): Promise<ExitCode> {
  const { client, terminal } = context
  const id = await findBatchId(client, batch)
  const path = `/v1/batches/${encodeURIComponent(id)}`
  const { name } = await client.get<Batch>(path)
  await saveLines(context, await client.download(`${path}/redo`, { state, reason }), out)
  if (out === undefined) return exitCodes.done
  const file = /^[\w./-]+$/.test(out) ? out : `"${out}"`
  terminal.note(
    [
      'Edit what you like, keep the columns, and send it with the options of the first time:',
      `  reelkeep submit ${file} --name "${name}"                edited rows run beside their old job, free failures again`,
      `  reelkeep submit ${file} --name "${name}" --retry all    failures that were charged are sent again too`,
      `  reelkeep submit ${file} --name "${name} again"          all of them as a new batch`,
    ].join('\n'),
  )
  return exitCodes.done
}
