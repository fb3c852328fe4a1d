import { type Ticks, ticksPerUsd } from './ticks.ts'

/** What the figures of a bill count. */
export type BillUnit = 'usd' | 'ticks'

const decimals = 10

/**
 * An amount as a bill writes it, in ticks and without a float: "0.35", "$1,250.00", "1.5 USD", "-0.20", "7e-2". Null when
 * it is none, or finer than a tick: nothing is rounded.
 */
export function ticksFromBill(text: string, unit: BillUnit): Ticks | null {
  const plain = text
    .trim()
    .replace(/^(-?)\s*(?:US)?\$\s*/i, '$1')
    .replace(/\s*(?:USD|ticks)$/i, '')
    .replace(
      /^(-?\d{1,3})((?:,\d{3})+)(?=\.|$)/,
      (_, first: string, rest: string) => first + rest.replaceAll(',', ''),
    )
  const match = /^([+-]?)(\d{1,18})?(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(plain)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  if (whole === '' && fraction === '') return null
  const places = (unit === 'usd' ? decimals : 0) + Number(power) - fraction.length
  const digits = BigInt(whole + fraction)
  const ticks = scaled(digits, places)
  if (ticks === null || ticks >= ticksMax) return null
  return sign === '-' ? -ticks : ticks
}

/** Past this, sums leave the database's bigint. */
const ticksMax = ticksPerUsd * 100_000_000n

function scaled(digits: bigint, places: number): bigint | null {
  if (places >= 0) return digits * 10n ** BigInt(places)
  const divisor = 10n ** BigInt(-places)
  return digits % divisor === 0n ? digits / divisor : null
}
