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

/** The quote in full, a fact a line: the range, what nobody can price, the budget. */
export function quoteLines({ quote, ...preview }: BatchPreview, _when: (moment: string) => string): string[] {
  const lines: [string, string][] = [['to pay', counted(quote.rows, 'row')]]
  if (quote.rows > quote.unknown_rows) {
    lines.push(
      ['low', money(quote.low_ticks)],
      ['expected', expectedWords(quote)],
      ['high', quote.high_ticks === null ? 'unknown' : money(quote.high_ticks)],
    )
  }
  for (const { upstream, model, rows } of quote.unknown) {
    lines.push(['unknown', `${counted(rows, 'row')} of ${model} at ${upstream}: no price, so in no sum`])
  }
  if (preview.budget_ticks !== null) {
    const committed =
      BigInt(preview.committed_ticks) > 0n ? `, ${money(preview.committed_ticks)} of it taken` : ''
    lines.push(['budget', `${money(preview.budget_ticks)}${committed}`])
  }
  return lines.map(([name, text]) => `${name.padEnd(11)} ${text}`)
}

function expectedWords({ expected_ticks: expected }: BatchPreview['quote']): string {
  return expected === null ? 'unknown: see below' : money(expected)
}
