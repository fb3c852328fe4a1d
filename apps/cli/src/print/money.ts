const ticksPerUsd = 10_000_000_000n

/** Dollars from decimal ticks, cents at least: "$0.05". Null is unknown, never $0. */
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

/** What the money of a simulated upstream is marked with. */
export function moneyOf(ticks: string | null, simulated: boolean): string {
  return simulated ? `${money(ticks)} simulated` : money(ticks)
}

/** What is certain, and what may have been charged beside it. */
export function spentWords(
  { charged_ticks: charged, contingent_ticks: doubt }: Spent,
  simulated: boolean,
): string {
  const perhaps = doubt === null || doubt === '0' ? '' : `perhaps ${moneyOf(doubt, simulated)}`
  if (charged === null || charged === '0') return perhaps === '' ? moneyOf(charged, simulated) : perhaps
  const certain = moneyOf(charged, simulated)
  return perhaps === '' ? certain : `${certain} and ${perhaps}`
}

type Spent = { readonly charged_ticks: string | null; readonly contingent_ticks: string | null }

/** Behind a line of several amounts, which one mark each would only make longer. */
export function simulatedMark(simulated: boolean): string {
  return simulated ? ' (simulated: no real money)' : ''
}

/** Real and simulated money beside each other, never in one sum; `ticks` where it was not kept apart. */
export function moneyParts(
  parts: readonly { readonly simulated: boolean; readonly ticks: string | null }[],
  ticks: string | null,
): string {
  if (parts.length === 0) return money(ticks)
  return parts.map((part) => moneyOf(part.ticks, part.simulated)).join(' and ')
}
