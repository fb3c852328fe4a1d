import type { CostRow } from '../api/types.ts'
import { chargedOf, sumRows } from '../format/cost-sums.ts'
import { counted } from '../format/count.ts'
import { Money } from '../ui/Money.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'

type Props = {
  readonly rows: readonly CostRow[]
  /** What all of the rows are: "Last 30 days". */
  readonly name: string
  /** The day that gets a figure of its own; null: none does. */
  readonly today: string | null
  readonly isSimulated: boolean
}

/** What the day and the whole time cost, and how sure that is. */
export function CostTiles({ rows, name, today, isSimulated }: Props) {
  const ofToday = sumRows(rows.filter(({ key }) => key === today))
  const all = sumRows(rows)
  return (
    <Stats>
      {today === null ? null : (
        <Stat label="Today" note={noteOf(ofToday.unknown) ?? today}>
          <Money ticks={chargedOf(ofToday)} isSimulated={isSimulated} />
        </Stat>
      )}
      <Stat label={name} note={noteOf(all.unknown) ?? 'charged in all'}>
        <Money ticks={chargedOf(all)} isSimulated={isSimulated} />
      </Stat>
      <Stat label="Of it metered" note="amounts the upstream named">
        <Money ticks={all.meteredTicks ?? '0'} isSimulated={isSimulated} />
      </Stat>
      <Stat label="Of it estimated" note="by our price list">
        <Money ticks={all.estimatedTicks ?? '0'} isSimulated={isSimulated} />
      </Stat>
      <Stat label="Of unknown amount" note="in none of the sums" tone={all.unknown > 0 ? 'warning' : 'plain'}>
        {counted(all.unknown, 'charge')}
      </Stat>
      <Stat label="Possibly charged" note="in doubt, beside it">
        <Money ticks={all.possibleTicks ?? '0'} isSimulated={isSimulated} />
      </Stat>
    </Stats>
  )
}

function noteOf(unknown: number): string | null {
  return unknown === 0 ? null : `and ${counted(unknown, 'charge')} of unknown amount`
}
