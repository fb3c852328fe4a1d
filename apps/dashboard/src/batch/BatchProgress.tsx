import type { ReactNode } from 'react'
import type { Batch } from '../api/types.ts'
import { standingWords } from '../format/batch-words.ts'
import { counted } from '../format/count.ts'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { Panel } from '../ui/Panel.tsx'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'
import { Attention } from './Attention.tsx'
import { BrakesPanel } from './BrakesPanel.tsx'
import { BudgetPanel } from './BudgetPanel.tsx'
import { WillFinish } from './WillFinish.tsx'

/** How far it is, when it ends, what it costs, and what needs a person. */
export function BatchProgress({ batch }: { readonly batch: Batch }) {
  const { cost, forecast, counts } = batch
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Attention batch={batch} />
      <Stats>
        <Stat
          label="Standing"
          note={
            <>
              begun <Moment at={batch.created_at} />
            </>
          }
        >
          {standingWords(batch)}
        </Stat>
        <WillFinish batch={batch} />
        <Stat label="Charged so far" note={doubtsOf(batch)}>
          <SoFar batch={batch} ticks={cost.charged_ticks} nothing="nothing yet" />
        </Stat>
        <Stat label="Cost in the end" note="charged, possible and quoted">
          <Money ticks={forecast.final_ticks} isSimulated={batch.simulated} />
        </Stat>
        <Stat label="Spent in the last hour">
          <SoFar batch={batch} ticks={forecast.spent_last_hour_ticks} nothing="nothing" />
        </Stat>
      </Stats>
      <Panel title={counted(counts.total, 'job')}>
        <ProgressBar counts={counts} />
      </Panel>
      <BudgetPanel batch={batch} />
      <BrakesPanel batch={batch} />
    </div>
  )
}

/** What may have been charged beside it, also by submissions that a retry has left behind. */
function doubtsOf({ cost, simulated }: Batch): ReactNode | undefined {
  const isInDoubt = cost.contingent_ticks !== null && cost.contingent_ticks !== '0'
  if (!isInDoubt && cost.unpriced === 0) return undefined
  return (
    <>
      {isInDoubt ? (
        <>
          possibly <Money ticks={cost.contingent_ticks} isSimulated={simulated} />
          {cost.charged_ticks === null ? null : ' more'}
        </>
      ) : null}
      {isInDoubt && cost.unpriced > 0 ? ' · ' : null}
      {cost.unpriced > 0 ? `${counted(cost.unpriced, 'job')} of unknown cost` : null}
    </>
  )
}

type SoFarProps = { readonly batch: Batch; readonly ticks: string | null; readonly nothing: string }

/** Where nothing has ended, or every charge is known and none is of that time, nothing was charged. */
function SoFar({ batch, ticks, nothing }: SoFarProps) {
  const { counts, cost } = batch
  const hasEnded = counts.archived + counts.failed + counts.archiving > 0
  if (ticks === null && (!hasEnded || (cost.unpriced === 0 && cost.charged_ticks !== null))) {
    return <span className="text-quiet">{nothing}</span>
  }
  return <Money ticks={ticks} isSimulated={batch.simulated} />
}
