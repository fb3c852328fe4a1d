import { openBatchFile } from '../batch-file/open-batch-file.ts'
import type { Adoption } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { money } from '../print/money.ts'
import { printProblems } from '../print/problems.ts'
import { type Column, table } from '../print/table.ts'
import { watch } from './watch.ts'

export type AdoptOptions = {
  readonly batch?: string
  readonly upstream?: string
  readonly onInvalid?: string
  readonly encoding?: string
  readonly dryRun?: boolean
  readonly watch?: boolean
}

const answerTimeoutMs = 120_000

/** Takes over tasks that were made elsewhere: shows what became of each. Nothing is bought, so that nothing is asked. */
export async function adopt(context: CommandContext, path: string, options: AdoptOptions): Promise<ExitCode> {
  const { client, terminal, json } = context
  if (options.watch && options.batch === undefined) {
    throw new CommandError('--watch follows a batch; name it with --batch.', exitCodes.usage)
  }
  const file = await openBatchFile(context, path, options.encoding)
  // Doing it twice is harmless: what was adopted before is known.
  const adoption = await client.post<Adoption>('/v1/adopt', {
    file,
    query: {
      batch: options.batch,
      upstream: options.upstream,
      on_invalid: options.onInvalid,
      dry_run: options.dryRun === true ? 'true' : undefined,
    },
    timeoutMs: answerTimeoutMs,
  })
  if (json && !options.watch) terminal.print(JSON.stringify(adoption, null, 2))
  else {
    terminal.print(table(adoption.rows, columns, terminal.width))
    printProblems(adoption.warnings, adoption.warnings_total, terminal)
    terminal.note(summaryOf(adoption))
  }
  if (options.watch && adoption.batch_id !== null) return watch(context, adoption.batch_id)
  return adoption.refused > 0 ? exitCodes.incomplete : exitCodes.done
}

type Row = Adoption['rows'][number]

const columns: readonly Column<Row>[] = [
  { title: 'row', value: ({ row }) => String(row) },
  { title: 'task', value: ({ task_id }) => task_id ?? '', shrinks: true },
  { title: 'upstream', value: ({ upstream }) => upstream ?? '', leaves: 2 },
  { title: 'custom_id', value: ({ custom_id }) => custom_id ?? '', shrinks: true, leaves: 1 },
  { title: 'outcome', value: ({ outcome }) => outcome },
  { title: 'job', value: ({ job_id }) => job_id ?? '' },
  { title: '', value: ({ message, state }) => message ?? state ?? '', shrinks: true, isOurs: true },
]

function summaryOf({ adopted, known, refused, quoted_ticks, unpriced, dry_run }: Adoption): string {
  const price = quoted_ticks === '0' ? '' : `, about ${money(quoted_ticks)} by the price list`
  const unknown = unpriced === 0 ? '' : `, ${unpriced} of unknown price`
  const would = dry_run ? 'Would be ' : ''
  return `${would}${counted(adopted, 'task')} adopted${adopted === 0 ? '' : `${price}${unknown}`} · ${known} known · ${refused} refused`
}
