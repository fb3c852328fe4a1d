const ticksPerUsd = 10_000_000_000n

/** Dollars from decimal ticks, cents at least, as the shell writes them: "$0.05". Null is unknown, never $0. */
export function money(ticks: string | null): string {
  if (ticks === null) return 'unknown'
  const value = BigInt(ticks)
  const absolute = value < 0n ? -value : value
  const fraction = (absolute % ticksPerUsd)
    .toString()
    .padStart(10, '0')
    .replace(/0{1,8}$/, '')
  return `${value < 0n ? '-' : ''}$${absolute / ticksPerUsd}.${fraction}`
}

/** What is known of several amounts; null when nothing is. */
export function sumTicks(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((ticks) => ticks !== null)
  if (known.length === 0) return null
  return known.reduce((sum, ticks) => sum + BigInt(ticks), 0n).toString()
}

/** For an axis, where the last tick does not matter. */
export function usdNumber(ticks: string): number {
  return Number(BigInt(ticks)) / Number(ticksPerUsd)
}
