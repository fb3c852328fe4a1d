import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, extname, resolve as resolvePath } from 'node:path'
import type { Client, Query } from '../client/client.ts'
import { RequestError } from '../client/request-error.ts'
import type { Batch, BatchPreview } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { plainText } from '../print/plain-text.ts'
import { printProblems } from '../print/problems.ts'
import { priceWords } from '../print/quote-words.ts'
import { watch } from './watch.ts'

export type SubmitOptions = {
  readonly name?: string
  readonly budget?: string
  readonly maxPrice?: string
  readonly onInvalid?: string
  readonly yes?: boolean
  readonly watch?: boolean
}

const contentTypes: { readonly [extension: string]: string } = {
  '.csv': 'text/csv',
  '.tsv': 'text/csv',
  '.txt': 'text/csv',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
  '.json': 'application/json',
}

/** Sends a file of prompts as a batch: first checked and priced, then, when confirmed, admitted. */
export async function submit(
  context: CommandContext,
  file: string,
  options: SubmitOptions,
): Promise<ExitCode> {
  const { client, terminal, json } = context
  const upload = await readUpload(context, file)
  const query: Query = {
    name: options.name ?? `${basename(file, extname(file))} ${new Date().toISOString().slice(0, 10)}`,
    budget_usd: options.budget,
    max_price_usd: options.maxPrice,
    on_invalid: options.onInvalid,
  }
  const token = await quoteAndConfirm(context, upload, query, options)
  const batch = await post<Batch>(client, upload, { ...query, confirm: token })
  if (json && !options.watch) terminal.print(JSON.stringify(batch, null, 2))
  else terminal.note(whatHappened(batch))
  return options.watch ? watch(context, batch.id) : exitCodes.done
}

type Upload = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }

async function readUpload({ callerDir }: CommandContext, file: string): Promise<Upload> {
  const contentType = contentTypes[extname(file).toLowerCase()]
  if (contentType === undefined) {
    throw new CommandError(
      `Cannot tell what ${file} is: its name must end in ${Object.keys(contentTypes).join(', ')}.`,
      exitCodes.usage,
    )
  }
  try {
    return { bytes: new Uint8Array(await readFile(resolvePath(callerDir, file))), contentType }
  } catch (error) {
    throw new CommandError(
      `Cannot read ${file}: ${error instanceof Error ? error.message : error}`,
      exitCodes.usage,
    )
  }
}

/** Prints every problem and the price; returns the token that ties the order to exactly these rows and prices. */
async function quoteAndConfirm(
  { client, terminal }: CommandContext,
  upload: Upload,
  query: Query,
  options: SubmitOptions,
): Promise<string> {
  const dryRun = await post<BatchPreview>(client, upload, { ...query, dry_run: true })
  for (const warning of dryRun.warnings) {
    terminal.note(
      `warning${warning.row === null ? '' : `, row ${warning.row}`}: ${plainText(warning.message)}`,
    )
  }
  for (const hint of dryRun.hints) {
    const more = hint.rows === 1 ? '' : ` and ${counted(hint.rows - 1, 'other row')}`
    terminal.note(`hint, row ${hint.sample_row}${more}: ${plainText(hint.message)}`)
  }
  if (dryRun.total > 0) {
    printProblems(dryRun.problems, dryRun.total, terminal)
    if (options.onInvalid !== 'skip') {
      throw new CommandError(
        'Nothing was sent. Correct the rows above, or leave them out with --on-invalid skip.',
        exitCodes.usage,
      )
    }
  }
  const { quote, refusal } = dryRun
  if (refusal !== null) {
    throw new CommandError(
      `Nothing was sent. ${plainText(refusal.message)}${refusalHint(refusal.code)}`,
      refusal.code === 'over_budget' ? exitCodes.overBudget : exitCodes.usage,
    )
  }
  if (dryRun.token === null) throw new CommandError('Nothing was sent: no row can be.', exitCodes.usage)
  const price = priceWords(dryRun)
  if (options.yes || quote.rows === 0) {
    terminal.note(price)
    return dryRun.token
  }
  if (!terminal.isInteractive) {
    throw new CommandError(`${price}. This costs money: add --yes to send it.`, exitCodes.usage)
  }
  if (!(await terminal.confirm(`${price}. Send?`)))
    throw new CommandError('Nothing was sent.', exitCodes.usage)
  return dryRun.token
}

function refusalHint(code: string): string {
  return code === 'price_unknown' ? ', here as --max-price USD.' : ''
}

const uploadTimeoutMs = 300_000

async function post<Reply>(client: Client, upload: Upload, query: Query): Promise<Reply> {
  try {
    return await client.post<Reply>('/v1/batches', {
      query,
      file: upload,
      idempotencyKey: randomUUID(),
      timeoutMs: uploadTimeoutMs,
    })
  } catch (error) {
    if (error instanceof RequestError && error.envelope.code === 'over_budget') {
      throw new CommandError(error.message, exitCodes.overBudget)
    }
    throw error
  }
}

function whatHappened(batch: Batch): string {
  const parts = [
    `${batch.created} created`,
    ...(batch.unchanged > 0 ? [`${batch.unchanged} left alone`] : []),
    ...(batch.retried > 0 ? [`${batch.retried} retried`] : []),
    ...(batch.absent > 0 ? [`${batch.absent} no longer in the file, left alone`] : []),
    ...(batch.skipped.length > 0 ? [`${batch.skipped.length} skipped`] : []),
  ]
  return `${batch.name} (${batch.id}): ${parts.join(', ')}. Follow it with: reelkeep watch ${batch.id}`
}
