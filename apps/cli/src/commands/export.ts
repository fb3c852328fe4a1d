import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { checkNames } from './check-names.ts'
import { findBatchId } from './find-batch.ts'
import { type JobFilterOptions, jobFilterOf } from './job-filter.ts'
import { saveLines } from './save-lines.ts'

export type ExportOptions = JobFilterOptions & {
  readonly kind?: string
  readonly format: string
  readonly out?: string
}

const kinds = ['jobs', 'failures', 'ledger', 'clips', 'manifest']

/** A batch in the columns of its file; or, with a kind, the history of whatever the filters choose. */
export async function exportLines(
  context: CommandContext,
  batch: string | undefined,
  options: ExportOptions,
): Promise<ExitCode> {
  const { format, kind, out } = options
  if (format !== 'csv' && format !== 'jsonl') {
    throw new CommandError(`--format must be csv or jsonl (found "${format}").`, exitCodes.usage)
  }
  if (kind !== undefined && !kinds.includes(kind)) {
    throw new CommandError(`--kind must be ${kinds.join(', ')} (found "${kind}").`, exitCodes.usage)
  }
  const asked = { ...(batch === undefined ? {} : { batch }), ...jobFilterOf(options) }
  if (kind === undefined) {
    const name = asked.batch
    const others = Object.keys(asked).filter((filter) => filter !== 'batch')
    if (name === undefined || others.length > 0) {
      throw new CommandError(
        `Say which batch, or what of the history with --kind ${kinds.join('|')}${others.length > 0 ? ' (a whole batch takes no filter)' : ''}.`,
        exitCodes.usage,
      )
    }
    const id = await findBatchId(context.client, name)
    const lines = await context.client.download(`/v1/batches/${encodeURIComponent(id)}/export`, { format })
    await saveLines(context, lines, out)
    return exitCodes.done
  }
  await checkNames(context.client, asked)
  const lines = await context.client.download(`/v1/exports/${kind}`, { ...asked, format })
  await saveLines(context, lines, out)
  return exitCodes.done
}
