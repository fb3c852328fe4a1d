import type { Query } from '../client/client.ts'
import type { BatchPreview } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { asTyped } from '../print/as-typed.ts'
import { plainText } from '../print/plain-text.ts'
import { effectWords, printAdvice } from '../print/preview-words.ts'
import { printProblems } from '../print/problems.ts'
import { priceWords, trialWords } from '../print/quote-words.ts'
import { type Asked, askPreview } from './ask-preview.ts'
import type { BatchOptions } from './batch-query.ts'
import type { BatchFile } from './open-batch-file.ts'
import { settleBatch } from './settle-batch.ts'

/** What was agreed to: the token ties the order to exactly these rows and prices. */
export type Agreement = {
  readonly token: string
  readonly quote: BatchPreview['quote']
  /** What the order has to say for the token to fit. */
  readonly query: Query
}

/**
 * Shows every problem, what the order would do and what it costs, and asks. `before`: what was agreed to a moment ago;
 * an order that grew no dearer since is not asked about again.
 */
export async function agree(
  context: CommandContext,
  file: BatchFile,
  asked: Query,
  options: BatchOptions & { readonly yes: boolean; readonly before: Agreement | null },
): Promise<Agreement> {
  const { terminal } = context
  const { preview, query } = await askSettled(context, file, asked, options)
  if (options.before === null) printAdvice(preview, terminal)
  const token = sendableToken(preview, query, terminal)
  const agreement = { token, quote: preview.quote, query }
  const { before } = options
  if (before !== null && !isDearer(preview.quote, before.quote)) return agreement

  const effect = effectWords(preview)
  if (effect !== null) terminal.note(`${asTyped(preview.name)}: ${effect}`)
  const price = priceWords(preview)
  const trial = trialWords(preview)
  if (trial !== null) terminal.note(`trial: ${trial}`)
  if (options.yes || preview.quote.rows === 0) {
    terminal.note(price)
    return agreement
  }
  if (!terminal.isInteractive) {
    throw new CommandError(`${price}. This costs money: add --yes to send it.`, exitCodes.usage)
  }
  if (await terminal.confirm(`${price}. Send as "${asTyped(preview.name)}"?`)) return agreement
  throw new CommandError('Nothing was sent.', exitCodes.usage)
}

/** What the file would do in the batch that is meant, which is settled before anything else is said. */
async function askSettled(
  context: CommandContext,
  file: BatchFile,
  asked: Query,
  options: Parameters<typeof agree>[3],
): Promise<Asked> {
  const first = await askPreview(context, file, asked)
  if (options.before !== null) return first
  const name = await settleBatch(first.preview, asked, { ...options, mayAsk: !options.yes }, context)
  return name === null ? first : askPreview(context, file, { ...asked, name })
}

/** Throws with every problem, or the refusal, when nothing may be sent. */
function sendableToken(preview: BatchPreview, query: Query, terminal: CommandContext['terminal']): string {
  if (preview.total > 0) {
    printProblems(preview.problems, preview.total, terminal)
    if (query.on_invalid !== 'skip') {
      throw new CommandError(
        'Nothing was sent. Correct the rows above, or leave them out with --on-invalid skip.',
        exitCodes.usage,
      )
    }
  }
  const { refusal, token } = preview
  if (refusal !== null) {
    throw new CommandError(
      `Nothing was sent. ${plainText(refusal.message)}${refusalHint(refusal.code)}`,
      refusal.code === 'over_budget' ? exitCodes.overBudget : exitCodes.usage,
    )
  }
  if (token === null) throw new CommandError('Nothing was sent: no row can be.', exitCodes.usage)
  return token
}

/** The fix in the words of the shell; the api names its own field. */
export function refusalHint(code: string): string {
  return code === 'price_unknown' ? ', here as --max-price USD.' : ''
}

type Quote = BatchPreview['quote']

/** More rows, more money at any end of the range, or more that nobody can price. */
function isDearer(now: Quote, before: Quote): boolean {
  return (
    now.rows > before.rows ||
    now.unknown_rows > before.unknown_rows ||
    BigInt(now.low_ticks) > BigInt(before.low_ticks) ||
    isMore(now.expected_ticks, before.expected_ticks) ||
    isMore(now.high_ticks, before.high_ticks)
  )
}

/** Unknown is more than anything that is known. */
function isMore(now: string | null, before: string | null): boolean {
  if (now === null) return before !== null
  return before !== null && BigInt(now) > BigInt(before)
}
