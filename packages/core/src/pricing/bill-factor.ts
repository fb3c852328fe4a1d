import type { Ticks } from './ticks.ts'

const millionth = 1_000_000n

/** Reads a factor from decimal text ("1.25", "2") as parts per million, without a float. Null unless it is above 0, below 100, and has six decimals at most. */
export function ppmFromDecimal(text: string): bigint | null {
  const match = /^(\d{1,2})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (!match) return null
  const [, whole = '0', fraction = ''] = match
  const ppm = BigInt(whole) * millionth + BigInt(fraction.padEnd(6, '0'))
  return ppm === 0n ? null : ppm
}

/** The factor as decimal text: 1250000n → "1.25". */
export function decimalOfPpm(ppm: bigint): string {
  const fraction = (ppm % millionth).toString().padStart(6, '0').replace(/0+$/, '')
  return fraction === '' ? String(ppm / millionth) : `${ppm / millionth}.${fraction}`
}

/** Ticks times a factor, exact to the tick: half a tick and more counts as one. `ticks` is not negative. */
export function timesPpm(ticks: Ticks, ppm: bigint): Ticks {
  return (ticks * ppm + millionth / 2n) / millionth
}
