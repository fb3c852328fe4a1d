import type { Query } from '../client/client.ts'
import type { BatchPreview } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { earlierBatchWords } from '../print/earlier-batch-words.ts'
import type { BatchOptions } from './batch-query.ts'

/** The file's batches of other days that hold what this one would buy, unless a person said which batch is meant. */
export function earlierBatches(
  preview: BatchPreview,
  asked: Query,
  { name, newBatch }: BatchOptions,
): BatchPreview['also_in'] {
  // A JSON body may name its batch itself.
  const isNamed = name !== undefined || newBatch === true || preview.name !== asked.name
  return isNamed ? [] : preview.also_in
}

/**
 * A file without --name is named for the day, so that the same command after midnight would buy all of it again. Says
 * so and asks which batch is meant. The name of an earlier one to continue; null: the new one. Throws where nobody can
 * be asked.
 */
export async function settleBatch(
  preview: BatchPreview,
  asked: Query,
  options: BatchOptions & { readonly mayAsk: boolean },
  { terminal }: Pick<CommandContext, 'terminal'>,
): Promise<string | null> {
  const earlier = preview.valid ? earlierBatches(preview, asked, options) : []
  const [fullest] = earlier.toSorted((a, b) => b.rows - a.rows)
  if (fullest === undefined) return null
  for (const words of earlierBatchWords(earlier, preview.name)) terminal.note(words)
  if (!options.mayAsk || !terminal.isInteractive) {
    throw new CommandError(
      `Nothing was sent. Say which batch is meant: --name "${fullest.name}" continues that one, --new-batch makes and pays for another.`,
      exitCodes.usage,
    )
  }
  return (await terminal.confirm(`Continue "${fullest.name}"? No: a new batch.`)) ? fullest.name : null
}
