import type { BatchPreview } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'

/** What sending a file would cost: "2 rows to pay, expected $0.60"; a price that nobody knows is never part of a sum. */
export function priceWords({ quote, unchanged }: Pick<BatchPreview, 'quote' | 'unchanged'>): string {
  const here =
    unchanged === 0 ? '' : `; ${unchanged} ${unchanged === 1 ? 'is' : 'are'} here already and left alone`
  return `${counted(quote.rows, 'row')} to pay, ${sumWords(quote)}${here}`
}

function sumWords({ rows, unknown_rows: unknownRows, ...quote }: BatchPreview['quote']): string {
  if (unknownRows === 0) return `expected ${money(quote.expected_ticks)}`
  const most = quote.high_ticks === null ? '' : `, at most ${money(quote.high_ticks)} together`
  if (unknownRows === rows) return `of unknown price${most}`
  return `at least ${money(quote.low_ticks)}, and ${counted(unknownRows, 'row')} of unknown price${most}`
}
