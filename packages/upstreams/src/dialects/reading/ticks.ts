import type { Ticks } from '@reelkeep/core'
import type { Layer } from './layer.ts'

/** xAI's figure of what the task cost, wherever in the reply it stands; null when there is none that can be read exactly. */
export function ticksOf(layers: readonly Layer[]): Ticks | null {
  for (const layer of layers.toReversed()) {
    const ticks = exactTicks(layer.usage?.cost_in_usd_ticks)
    if (ticks !== null) return ticks
  }
  return null
}

/**
 * Digits only: a fraction, an exponent or a sign is no figure of ticks, and a guess at one would be a wrong bill. Nor is
 * a million dollars for one clip, which would fill the books until no sum fits any more.
 */
export function exactTicks(value: unknown): Ticks | null {
  return typeof value === 'string' && /^\d{1,16}$/.test(value) ? BigInt(value) : null
}
