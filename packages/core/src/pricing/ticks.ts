/** Money is bigint ticks, 1 USD = 10^10 ticks (the unit xAI reports); no float touches it. */
export type Ticks = bigint

export const ticksPerUsd: Ticks = 10_000_000_000n

/** Reads dollars from decimal text ("0.05", "12") without a float. Null when it is not a plain non-negative decimal under 10^8, past which sums leave the database's bigint. */
export function ticksFromUsd(text: string): Ticks | null {
  const match = /^(\d{1,8})(?:\.(\d{1,10}))?$/.exec(text.trim())
  if (!match) return null
  const [, whole = '0', fraction = ''] = match
  return BigInt(whole) * ticksPerUsd + BigInt(fraction.padEnd(10, '0'))
}

/** Dollars as decimal text, at least two decimals, no trailing zeros past them: 500000000n → "0.05". */
export function usdFromTicks(ticks: Ticks): string {
  const sign = ticks < 0n ? '-' : ''
  const absolute = ticks < 0n ? -ticks : ticks
  const fraction = (absolute % ticksPerUsd)
    .toString()
    .padStart(10, '0')
    .replace(/0{1,8}$/, '')
  return `${sign}${absolute / ticksPerUsd}.${fraction}`
}
