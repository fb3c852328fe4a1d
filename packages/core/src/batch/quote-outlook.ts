import type { Ticks } from '../pricing/ticks.ts'

/** Rows that cost the same by the price list: the same upstream, model and price. */
export type QuoteShape = {
  readonly upstream: string
  readonly model: string
  /** By the price list, for each row; null: it has no price. */
  readonly ticks: Ticks | null
}

/** What such clips were really charged lately, by the vendor's own figures. */
export type ChargeHistory = {
  readonly charges: number
  readonly lowTicks: Ticks
  readonly medianTicks: Ticks
  readonly highTicks: Ticks
}

export type QuoteLine = QuoteShape & {
  readonly rows: number
  /** All rows of the line together; null: nobody knows. */
  readonly lowTicks: Ticks | null
  readonly expectedTicks: Ticks | null
  readonly highTicks: Ticks | null
  readonly basis: 'history' | 'price_list' | 'max_price' | 'unknown'
  /** The charges behind `history`; else 0. */
  readonly charges: number
}

/** The sums of the lines. Null: a line is unknown, and nothing is summed as 0 but `low`, which says at least. */
export type QuoteOutlook = {
  readonly lines: readonly QuoteLine[]
  readonly lowTicks: Ticks
  readonly expectedTicks: Ticks | null
  readonly highTicks: Ticks | null
}

/** Fewer charges than this are no habit. */
const chargesMin = 5

/**
 * What the rows are likely to cost: by what such clips were charged where that is known, else by the price list. It is a
 * forecast for people; what is reserved, refused and confirmed goes by the price list alone.
 */
export function quoteOutlook(
  rows: Iterable<QuoteShape>,
  historyOf: (shape: QuoteShape) => ChargeHistory | null,
  maxPriceTicks: Ticks | null,
): QuoteOutlook {
  const counts = new Map<string, { readonly shape: QuoteShape; rows: number }>()
  for (const shape of rows) {
    const key = shapeKey(shape)
    const counted = counts.get(key)
    if (counted === undefined) counts.set(key, { shape, rows: 1 })
    else counted.rows += 1
  }
  const lines = [...counts.values()].map(({ shape, rows: count }) =>
    lineOf(shape, count, historyOf(shape), maxPriceTicks),
  )
  return {
    lines,
    lowTicks: lines.reduce((sum, line) => sum + (line.lowTicks ?? 0n), 0n),
    expectedTicks: sumOf(lines.map((line) => line.expectedTicks)),
    highTicks: sumOf(lines.map((line) => line.highTicks)),
  }
}

/** One text for all rows of a shape. */
export function shapeKey({ upstream, model, ticks }: QuoteShape): string {
  return JSON.stringify([upstream, model, ticks === null ? null : String(ticks)])
}

function lineOf(
  { upstream, model, ticks }: QuoteShape,
  rows: number,
  history: ChargeHistory | null,
  maxPriceTicks: Ticks | null,
): QuoteLine {
  const count = BigInt(rows)
  const shape = { upstream, model, ticks, rows }
  if (history !== null && history.charges >= chargesMin) {
    const dearest = ticks !== null && ticks > history.highTicks ? ticks : history.highTicks
    return {
      ...shape,
      lowTicks: history.lowTicks * count,
      expectedTicks: history.medianTicks * count,
      highTicks: dearest * count,
      basis: 'history',
      charges: history.charges,
    }
  }
  if (ticks !== null) {
    const sum = ticks * count
    return { ...shape, lowTicks: sum, expectedTicks: sum, highTicks: sum, basis: 'price_list', charges: 0 }
  }
  const most = maxPriceTicks === null ? null : maxPriceTicks * count
  const basis = most === null ? 'unknown' : 'max_price'
  return { ...shape, lowTicks: null, expectedTicks: null, highTicks: most, basis, charges: 0 }
}

function sumOf(figures: readonly (Ticks | null)[]): Ticks | null {
  let sum = 0n
  for (const figure of figures) {
    if (figure === null) return null
    sum += figure
  }
  return sum
}
