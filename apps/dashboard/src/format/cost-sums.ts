import type { CostRow } from '../api/types.ts'
import { sumTicks } from './money.ts'

/** What several rows come to. Null: nothing is known of it. */
export type CostSum = {
  readonly chargedTicks: string | null
  readonly meteredTicks: string | null
  readonly estimatedTicks: string | null
  readonly possibleTicks: string | null
  /** Charges of an amount that nobody knows; they are in none of the sums. */
  readonly unknown: number
  /** Something was asked for that has no price: if it may have been charged, nobody knows how much. */
  readonly hasUnpriced: boolean
}

export function sumRows(rows: readonly CostRow[]): CostSum {
  return {
    chargedTicks: sumTicks(rows.map((row) => row.charged_ticks)),
    meteredTicks: sumTicks(rows.map((row) => row.metered_ticks)),
    estimatedTicks: sumTicks(rows.map(estimatedTicks)),
    possibleTicks: sumTicks(rows.map((row) => row.contingent_ticks)),
    unknown: rows.reduce((sum, row) => sum + row.unknown, 0),
    hasUnpriced: rows.some(isUnpriced),
  }
}

/** What was charged: nothing, where nothing was booked; unknown, where all that was booked is of unknown amount. */
export function chargedOf({ chargedTicks, unknown, hasUnpriced }: CostSum): string | null {
  return chargedTicks === null && unknown === 0 && !hasUnpriced ? '0' : chargedTicks
}

/** No charge was booked, not even one of unknown amount: what may have been charged in a doubt is counted apart. */
export function isNothingCharged(row: CostRow): boolean {
  return row.charged_ticks === null && row.unknown === 0 && !isUnpriced(row)
}

/** No amount of any kind: a doubt about it would be of unknown amount too, and is in no column. */
function isUnpriced({ quoted_ticks, charged_ticks, contingent_ticks }: CostRow): boolean {
  return quoted_ticks === null && charged_ticks === null && contingent_ticks === null
}

/** What was charged by our price list; the upstream said no amount. */
export function estimatedTicks(row: CostRow): string | null {
  if (row.charged_ticks === null) return null
  return String(BigInt(row.charged_ticks) - BigInt(row.metered_ticks ?? '0'))
}
