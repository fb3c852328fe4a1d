import type { JobAtRisk } from '../api/types.ts'
import { sumTicks } from './money.ts'

/** What was, or will have been, paid for a clip that is not ours yet. Null: unknown. */
export function stakeOf({ cost }: JobAtRisk): string | null {
  return cost.charged_ticks ?? cost.contingent_ticks ?? cost.quoted_ticks
}

export type Stake = { readonly ticks: string | null; readonly unpriced: number }

/** All of it, real money apart from simulated; what is unknown is counted. */
export function sumStakes(jobs: readonly JobAtRisk[], isSimulated: boolean): Stake {
  const stakes = jobs.filter(({ simulated }) => simulated === isSimulated).map(stakeOf)
  return { ticks: sumTicks(stakes), unpriced: stakes.filter((ticks) => ticks === null).length }
}
