import type { Ticks } from './ticks.ts'

/** What a model costs at an upstream. A model without a price is unknown, never free. */
export type Price =
  | { readonly unit: 'second'; readonly ticks: Ticks }
  | { readonly unit: 'call'; readonly ticks: Ticks }

/** Expected cost in ticks of one clip of `durationS` seconds; null when the price is unknown. */
export function quoteTicks(price: Price | null, durationS: number): Ticks | null {
  if (price === null) return null
  return price.unit === 'second' ? price.ticks * BigInt(durationS) : price.ticks
}
