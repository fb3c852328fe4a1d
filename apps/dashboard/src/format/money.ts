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

/** The same within a sentence, where no mark can stand: "$0.05 (simulated)". */
export function moneyWords(ticks: string | null, isSimulated: boolean): string {
  return `${money(ticks)}${isSimulated ? ' (simulated)' : ''}`
}

/** What is known of several amounts; null when nothing is. */
export function sumTicks(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((ticks) => ticks !== null)
  if (known.length === 0) return null
  return known.reduce((sum, ticks) => sum + BigInt(ticks), 0n).toString()
}

/** For a chart, where the last tick does not matter. */
export function usdNumber(ticks: string): number {
  return Number(BigInt(ticks)) / Number(ticksPerUsd)
}

const digitsOfNumber = 15
const digitsOfTick = 10

/** A charted number as `money` writes it: cents at least, and as much more as was charged. */
export function usdText(usd: number): string {
  const whole = Math.trunc(Math.abs(usd)).toString().length
  return `$${usd.toFixed(Math.min(digitsOfTick, digitsOfNumber - whole)).replace(/(\.\d\d\d*?)0+$/, '$1')}`
}

/** A mark of an axis: as many digits as tell it from the next one, and no cents where the marks are whole dollars. */
export function usdMark(usd: number, distance: number): string {
  const enough = (digits: number) => Math.abs(Number(distance.toFixed(digits)) - distance) < distance / 1_000
  const digits = [0, 2, 3, 4, 5, 6, 7, 8, 9].find(enough) ?? digitsOfTick
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`
}
