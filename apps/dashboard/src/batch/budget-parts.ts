import type { Batch } from '../api/types.ts'

type Budget = NonNullable<Batch['budget']>
export type BudgetPart = {
  readonly name: 'charged' | 'possible' | 'reserved' | 'left'
  readonly ticks: string
  /** Of the bar, 0 to 100. */
  readonly percent: number
}

/** The parts of a budget as lengths of a bar. Where more was charged than it holds, the bar is what was charged. */
export function budgetParts(budget: Budget): readonly BudgetPart[] {
  const left = BigInt(budget.left_ticks)
  const amounts = [
    ['charged', BigInt(budget.charged_ticks)],
    ['possible', BigInt(budget.possible_ticks)],
    ['reserved', BigInt(budget.reserved_ticks)],
    ['left', left > 0n ? left : 0n],
  ] as const
  const whole = amounts.reduce((sum, [, ticks]) => sum + ticks, 0n)
  return amounts.map(([name, ticks]) => ({
    name,
    ticks: String(ticks),
    percent: whole === 0n ? 0 : Number((ticks * 10_000n) / whole) / 100,
  }))
}
