import { atRiskMax } from '../api/at-risk.ts'
import type { JobAtRisk } from '../api/types.ts'
import { type Stake, sumStakes } from '../format/at-stake.ts'
import { counted } from '../format/count.ts'
import { Money } from './Money.tsx'

/** The money of clips at risk, real apart from simulated. A sum over a list that was cut off says so. */
export function Stakes({ jobs }: { readonly jobs: readonly JobAtRisk[] }) {
  return (
    <>
      <Line stake={sumStakes(jobs, false)} isSimulated={false} />
      <Line stake={sumStakes(jobs, true)} isSimulated />
      {jobs.length < atRiskMax ? null : (
        <span className="block text-[0.8em] font-normal text-quiet">of the {atRiskMax} that are shown</span>
      )}
    </>
  )
}

/** The api tells of so many at once; there may be more. */
export function riskCountText(count: number): string {
  return count < atRiskMax ? counted(count, 'clip') : `${atRiskMax} clips or more`
}

function Line({
  stake: { ticks, unpriced },
  isSimulated,
}: {
  readonly stake: Stake
  readonly isSimulated: boolean
}) {
  if (ticks === null && unpriced === 0) return null
  return (
    <span className="block">
      <Money ticks={ticks} isSimulated={isSimulated} />
      {unpriced === 0 ? null : (
        <span className="block text-[0.8em] font-normal text-quiet">
          and {counted(unpriced, 'clip')} of unknown price
        </span>
      )}
    </span>
  )
}
