import type { Ticks } from '../pricing/ticks.ts'

/** What the rows that would be bought are expected to cost. Null is unknown; an unknown row is never summed as 0. */
export type BatchQuote = {
  /** Rows that cost money if the batch is sent. */
  readonly rows: number
  /** At least this: the rows whose price is known. */
  readonly lowTicks: Ticks
  /** Null while the price of any row is unknown. */
  readonly expectedTicks: Ticks | null
  /** With every unknown row at `maxPriceTicks`; null when there are unknown rows and no such price. */
  readonly highTicks: Ticks | null
  /** What the dearest row may cost. Null: there is one of which nobody knows. Absent: nobody asked. */
  readonly dearestTicks?: Ticks | null
  readonly unknown: readonly UnknownPrice[]
}

/** A price that is missing, and how many rows wait for it. */
export type UnknownPrice = { readonly upstream: string; readonly model: string; readonly rows: number }

export type QuotedRow = { readonly upstream: string; readonly model: string; readonly ticks: Ticks | null }

export function batchQuote(rows: Iterable<QuotedRow>, maxPriceTicks: Ticks | null): BatchQuote {
  let count = 0
  let known = 0n
  let dearest = 0n
  let unknownRows = 0
  const unknown = new Map<string, UnknownPrice>()
  for (const { upstream, model, ticks } of rows) {
    count += 1
    if (ticks !== null) {
      known += ticks
      if (ticks > dearest) dearest = ticks
      continue
    }
    unknownRows += 1
    const key = JSON.stringify([upstream, model])
    unknown.set(key, { upstream, model, rows: (unknown.get(key)?.rows ?? 0) + 1 })
  }
  return {
    rows: count,
    lowTicks: known,
    expectedTicks: unknownRows === 0 ? known : null,
    highTicks: highTicks(known, unknownRows, maxPriceTicks),
    dearestTicks: unknownRows === 0 ? dearest : dearestOf(dearest, maxPriceTicks),
    unknown: [...unknown.values()],
  }
}

function highTicks(known: Ticks, unknownRows: number, maxPriceTicks: Ticks | null): Ticks | null {
  if (unknownRows === 0) return known
  return maxPriceTicks === null ? null : known + maxPriceTicks * BigInt(unknownRows)
}

function dearestOf(known: Ticks, maxPriceTicks: Ticks | null): Ticks | null {
  if (maxPriceTicks === null) return null
  return maxPriceTicks > known ? maxPriceTicks : known
}
