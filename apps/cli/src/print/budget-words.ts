import type { Batch, BatchPreview } from '../client/shapes.ts'
import { money } from './money.ts'

type Parts = { readonly charged: string; readonly reserved: string; readonly possible: string }

/** "$4.50 of $20.00 counted: $3.00 charged, $1.00 reserved, $0.50 possibly charged"; null: it has no budget. */
export function budgetWords({ budget }: Pick<Batch, 'budget'>): string | null {
  if (budget === null) return null
  const { charged_ticks: charged, reserved_ticks: reserved, possible_ticks: possible } = budget
  const parts = partWords({ charged, reserved, possible })
  return `${countedWords(budget)} counted${parts === '' ? '' : `: ${parts}`}`
}

/** "$4.50 of $20.00". */
export function countedWords({
  cap_ticks: cap,
  charged_ticks: charged,
  reserved_ticks: reserved,
  possible_ticks: possible,
}: NonNullable<Batch['budget']>): string {
  return `${money(String(BigInt(charged) + BigInt(reserved) + BigInt(possible)))} of ${money(cap)}`
}

/** What a file would be held against, in the same parts; null: nothing is taken yet. */
export function committedWords({
  committed_ticks: total,
  committed,
}: Pick<BatchPreview, 'committed_ticks' | 'committed'>): string | null {
  if (BigInt(total) === 0n) return null
  const { charged_ticks: charged, possible_ticks: possible, to_come_ticks: toCome } = committed
  const parts = partWords({ charged, reserved: toCome, possible }, 'reserved or in line')
  return `${money(total)} is taken already (${parts})`
}

/** What may have been charged counts like what was: unnamed, the sum would not come out. */
function partWords({ charged, reserved, possible }: Parts, reservedName = 'reserved'): string {
  const named = [
    [charged, 'charged'],
    [reserved, reservedName],
    [possible, 'possibly charged'],
  ] as const
  return named
    .filter(([ticks]) => BigInt(ticks) > 0n)
    .map(([ticks, name]) => `${money(ticks)} ${name}`)
    .join(', ')
}
