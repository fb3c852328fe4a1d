import { createHmac } from 'node:crypto'
import type { BatchQuote } from '@reelkeep/core'
import { conflict } from '../errors.ts'
import { isSameText } from '../session.ts'

/** Everything that a person agrees to with a quote: whose batch, which rows at which prices, and what would be bought. */
export type QuotedBatch = {
  readonly ownerId: string
  readonly name: string
  readonly rowsHash: string
  readonly priceVersions: readonly string[]
  readonly quote: BatchQuote
}

/** A token that only the same rows at the same prices give again. */
export function quoteToken(secret: string, quoted: QuotedBatch): string {
  const { quote } = quoted
  const text = JSON.stringify([
    quoted.ownerId,
    quoted.name,
    quoted.rowsHash,
    quoted.priceVersions,
    quote.rows,
    String(quote.lowTicks),
    String(quote.highTicks),
  ])
  const key = createHmac('sha256', secret).update('batch-quote').digest()
  return `quote_${createHmac('sha256', key).update(text).digest('base64url')}`
}

/** Refuses when what would be bought now is not what the token was given for. */
export function checkConfirmed(confirm: string | null, secret: string, quoted: QuotedBatch): void {
  if (confirm === null || isSameText(quoteToken(secret, quoted), confirm)) return
  throw conflict(
    'quote_changed',
    'The rows, the prices or what stands already changed since the quote; ask again with dry_run=true.',
  )
}
