import { type Ticks, usdFromTicks } from '@reelkeep/core'

/** Money as decimal text; unknown stays null. */
export function ticksText(ticks: Ticks | null): string | null {
  return ticks === null ? null : String(ticks)
}

/** Exactly the ticks, as a decimal. */
export function usdText(ticks: Ticks | null): string | null {
  return ticks === null ? null : usdFromTicks(ticks)
}

export function momentText(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString()
}

/** A sum in which one unknown makes the whole unknown. */
export function sumOrUnknown(parts: readonly (Ticks | null)[]): Ticks | null {
  return parts.reduce<Ticks | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0n)
}

/** A sum of what is known; null when nothing is. */
export function sumOfKnown(parts: readonly (Ticks | null)[]): Ticks | null {
  return parts.reduce<Ticks | null>((sum, part) => (part === null ? sum : (sum ?? 0n) + part), null)
}
