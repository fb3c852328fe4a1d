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
}

export function sumRows(rows: readonly CostRow[]): CostSum {
  return {
    chargedTicks: sumTicks(rows.map((row) => row.charged_ticks)),
    meteredTicks: sumTicks(rows.map((row) => row.metered_ticks)),
    estimatedTicks: sumTicks(rows.map(estimatedTicks)),
    possibleTicks: sumTicks(rows.map((row) => row.contingent_ticks)),
    unknown: rows.reduce((sum, row) => sum + row.unknown, 0),
  }
}

/** What was charged: nothing, where nothing was booked; unknown, where all that was booked is of unknown amount. */
export function chargedOf({ chargedTicks, unknown }: CostSum): string | null {
  return isNothingCharged({ charged_ticks: chargedTicks, unknown }) ? '0' : chargedTicks
}

/** No charge was booked, not even one of unknown amount: what may have been charged in a doubt is counted apart. */
export function isNothingCharged({
  charged_ticks: ticks,
  unknown,
}: Pick<CostRow, 'charged_ticks' | 'unknown'>) {
  return ticks === null && unknown === 0
}

/** What was charged by our price list; the upstream said no amount. */
export function estimatedTicks(row: CostRow): string | null {
  if (row.charged_ticks === null) return null
  return String(BigInt(row.charged_ticks) - BigInt(row.metered_ticks ?? '0'))
}
