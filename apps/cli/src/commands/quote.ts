import { refusalHint } from '../batch-file/agree.ts'
import { askPreview } from '../batch-file/ask-preview.ts'
import { type BatchOptions, batchQuery } from '../batch-file/batch-query.ts'
import { openBatchFile } from '../batch-file/open-batch-file.ts'
import { earlierBatches } from '../batch-file/settle-batch.ts'
import type { BatchPreview } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { asTyped } from '../print/as-typed.ts'
import { earlierBatchWords } from '../print/earlier-batch-words.ts'
import { expandedTable } from '../print/expanded-table.ts'
import { plainText } from '../print/plain-text.ts'
import { effectWords, printAdvice } from '../print/preview-words.ts'
import { printProblems } from '../print/problems.ts'
import { quoteLines } from '../print/quote-words.ts'

export type QuoteOptions = BatchOptions & { readonly rows: string }

/** What a file would do and cost. Admits nothing; the token it ends with is an agreement to exactly this. */
export async function quote(context: CommandContext, path: string, options: QuoteOptions): Promise<ExitCode> {
  const { terminal, json } = context
  const file = await openBatchFile(context, path, options.encoding)
  const query = batchQuery(file, options, new Date())
  const { preview } = await askPreview(context, file, query)
  const earlier = earlierBatches(preview, query, options)
  for (const words of earlierBatchWords(earlier, preview.name)) terminal.note(words)
  if (json) terminal.print(JSON.stringify(preview, null, 2))
  else {
    const left = options.onInvalid === undefined ? '' : ` --on-invalid ${options.onInvalid}`
    print(
      context,
      preview,
      Number(options.rows),
      `${path}${left}${earlier.length === 0 ? '' : ' --new-batch'}`,
    )
  }
  return exitCodeOf(preview)
}

function print(context: CommandContext, preview: BatchPreview, rowsShown: number, ordered: string): void {
  const { terminal } = context
  printAdvice(preview, terminal)
  printProblems(preview.problems, preview.total, terminal)
  const rows = expandedTable(preview, rowsShown, terminal.width)
  if (rows !== null) terminal.print(`${rows}\n`)
  terminal.print(
    [
      `${asTyped(preview.name)}: ${effectWords(preview) ?? 'not a row'}`,
      ...quoteLines(preview, context.when),
    ].join('\n'),
  )
  const { refusal, token } = preview
  if (refusal !== null) terminal.note(`refused: ${plainText(refusal.message)}${refusalHint(refusal.code)}`)
  if (preview.total > 0) terminal.note('Correct the rows above, or leave them out with --on-invalid skip.')
  if (token !== null) {
    terminal.print(`token       ${token}`)
    terminal.note(
      `Nothing was sent. To order exactly this, with the same options: reelkeep submit ${ordered} --confirm ${token}`,
    )
  }
}

function exitCodeOf({ valid, refusal, token }: BatchPreview): ExitCode {
  if (token !== null) return exitCodes.done
  if (!valid) return exitCodes.usage
  return refusal?.code === 'over_budget' ? exitCodes.overBudget : exitCodes.usage
}
