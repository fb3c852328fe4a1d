import { type Agreement, agree } from '../batch-file/agree.ts'
import { askPreview } from '../batch-file/ask-preview.ts'
import { type BatchOptions, batchQuery } from '../batch-file/batch-query.ts'
import { type BatchFile, openBatchFile } from '../batch-file/open-batch-file.ts'
import { sendBatch } from '../batch-file/send-batch.ts'
import { settleBatch } from '../batch-file/settle-batch.ts'
import type { Query } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'
import type { BatchCreation } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { asTyped } from '../print/as-typed.ts'
import { watch } from './watch.ts'

export type SubmitOptions = BatchOptions & {
  /** The token of a quote: an agreement to exactly what it showed. */
  readonly confirm?: string
  readonly yes?: boolean
  readonly watch?: boolean
}

/** Sends a file of prompts as a batch: first checked and priced, then, when confirmed, admitted. */
export async function submit(
  context: CommandContext,
  path: string,
  options: SubmitOptions,
): Promise<ExitCode> {
  const { terminal, json } = context
  const file = await openBatchFile(context, path, options.encoding)
  const query = batchQuery(file, options, new Date())
  const batch =
    options.confirm === undefined
      ? await agreeAndSend(context, file, query, options)
      : await sendAgreed(context, file, query, { ...options, confirm: options.confirm })
  if (json && !options.watch) terminal.print(JSON.stringify(batch, null, 2))
  else terminal.note(whatHappened(batch))
  return options.watch ? watch(context, batch.id) : exitCodes.done
}

const rounds = 4

/** Asks once; when another shell was faster, looks again and goes on, unless it has become dearer. */
async function agreeAndSend(
  context: CommandContext,
  file: BatchFile,
  query: Query,
  options: SubmitOptions,
): Promise<BatchCreation> {
  let agreed: Agreement | null = null
  for (let round = 1; ; round += 1) {
    // A batch that was chosen once is not asked about again.
    const asked: Query = { ...query, name: agreed?.query.name ?? query.name }
    agreed = await agree(context, file, asked, { ...options, yes: options.yes === true, before: agreed })
    const current = await unchanged(context, file, options.encoding)
    try {
      return await sendBatch(context.client, current, agreed.query, agreed.token)
    } catch (error) {
      if (round === rounds || !isQuoteChanged(error)) throw error
      await unchanged(context, file, options.encoding)
    }
  }
}

async function sendAgreed(
  context: CommandContext,
  file: BatchFile,
  query: Query,
  options: SubmitOptions & { readonly confirm: string },
): Promise<BatchCreation> {
  // The quote sent its images; which of them the paths mean is asked anew.
  const asked = await askPreview(context, file, query)
  await settleBatch(asked.preview, query, { ...options, mayAsk: false }, context)
  try {
    return await sendBatch(context.client, file, asked.query, options.confirm)
  } catch (error) {
    if (!isQuoteChanged(error)) throw error
    throw new CommandError(
      `Nothing was sent: the rows, the options, the prices or what stands already are not those of that quote. Ask again: reelkeep quote ${file.path}`,
      exitCodes.usage,
    )
  }
}

/** The file as it is now, if it is the one that was quoted. */
async function unchanged(context: CommandContext, quoted: BatchFile, encoding?: string): Promise<BatchFile> {
  const now = await openBatchFile(context, quoted.path, encoding)
  if (now.sha256 === quoted.sha256) return now
  throw new CommandError(
    `Nothing was sent: ${quoted.path} changed since it was priced. Run the same command again.`,
    exitCodes.usage,
  )
}

function isQuoteChanged(error: unknown): boolean {
  return error instanceof RequestError && error.envelope.code === 'quote_changed'
}

function whatHappened(batch: BatchCreation): string {
  const parts = [
    `${batch.created} created`,
    ...(batch.reused > 0 ? [`${batch.reused} of them from clips that are archived already`] : []),
    ...(batch.unchanged > 0 ? [`${batch.unchanged} left alone`] : []),
    ...(batch.retried > 0 ? [`${batch.retried} retried`] : []),
    ...(batch.absent > 0 ? [`${batch.absent} no longer in the file, left alone`] : []),
    ...(batch.skipped.length > 0 ? [`${batch.skipped.length} skipped`] : []),
  ]
  const { trial_rows: trialRows } = batch.brakes
  const trial =
    trialRows === null || batch.state !== 'running'
      ? ''
      : ` A trial: it pauses after row ${trialRows}, until you look at the clips and say reelkeep resume ${batch.id}.`
  return `${asTyped(batch.name)} (${batch.id}): ${parts.join(', ')}.${trial} Follow it with: reelkeep watch ${batch.id}`
}
