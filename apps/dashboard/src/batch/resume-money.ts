import type { Batch } from '../api/types.ts'
import { moneyWords } from '../format/money.ts'

/** What is still to be charged if all goes as quoted; null: a price is unknown. */
export function stillToComeTicks({ cost, forecast }: Pick<Batch, 'cost' | 'forecast'>): string | null {
  if (forecast.final_ticks === null) return null
  const rest =
    BigInt(forecast.final_ticks) - BigInt(cost.charged_ticks ?? '0') - BigInt(cost.contingent_ticks ?? '0')
  return String(rest > 0n ? rest : 0n)
}

/** What the batch has cost already, also what nobody knows yet: "$1.20 charged, 2 jobs of unknown cost". */
export function spentWords({ cost, simulated }: Pick<Batch, 'cost' | 'simulated'>): string {
  const { charged_ticks: charged, contingent_ticks: possible, unpriced } = cost
  const parts = [
    charged === null ? null : `${moneyWords(charged, simulated)} charged`,
    possible === null || possible === '0' ? null : `${moneyWords(possible, simulated)} possibly charged`,
    unpriced === 0 ? null : `${unpriced} of unknown cost`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'nothing charged that is known' : parts.join(', ')
}
