import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { costsQuery } from '../api/costs.ts'
import { chargedOf } from '../format/cost-sums.ts'
import { counted } from '../format/count.ts'
import { dayOf } from '../format/day.ts'
import { usdMark, usdText } from '../format/money.ts'
import { Chart } from '../ui/chart/Chart.tsx'
import { Money } from '../ui/Money.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Burns } from './Burns.tsx'
import { type HourlySpend, spendFrom, spendToday } from './spend-today.ts'

/** What the day cost so far, hour by hour, how sure that is, and who spends it. */
export function Spend() {
  const now = new Date()
  const costs = useQuery({
    ...costsQuery({ by: 'hour', from: spendFrom(now), limit: 200 }),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel
      title="Spend today"
      actions={
        <Link to="/costs" className="text-accent hover:underline">
          All costs
        </Link>
      }
    >
      <QueryState query={costs}>
        {({ data, time_zone: timeZone, burn }) => {
          const spends = spendToday(data, timeZone, now)
          return (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
              {spends.some(({ isSimulated }) => !isSimulated) ? null : (
                <p>
                  No real money was charged today, {dayOf(now, timeZone)}{' '}
                  <span className="text-quiet">(days begin by {timeZone})</span>.
                </p>
              )}
              {spends.map((spend) => (
                <DaySpend key={String(spend.isSimulated)} spend={spend} timeZone={timeZone} />
              ))}
              {burn.length === 0 ? null : <Burns burn={burn} />}
            </div>
          )
        }}
      </QueryState>
    </Panel>
  )
}

function DaySpend({
  spend: { isSimulated, sum, times, hours, metered, estimated },
  timeZone,
}: {
  readonly spend: HourlySpend
  readonly timeZone: string
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div>
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-2xl leading-tight font-semibold">
            <Money ticks={chargedOf(sum)} isSimulated={isSimulated} />
          </span>
          <span className="text-quiet">
            {isSimulated ? 'simulated today, no real money' : `charged today, by the clock of ${timeZone}`}
          </span>
        </p>
        <p className="flex flex-wrap gap-x-3 text-quiet">
          <span>
            <Money ticks={sum.meteredTicks ?? '0'} isSimulated={isSimulated} /> metered by the upstream
          </span>
          <span>
            <Money ticks={sum.estimatedTicks ?? '0'} isSimulated={isSimulated} /> estimated by our prices
          </span>
          {sum.possibleTicks === null ? null : (
            <span>
              <Money ticks={sum.possibleTicks} isSimulated={isSimulated} /> more in doubt
            </span>
          )}
          {sum.unknown === 0 ? null : (
            <span className="text-unconfirmed">and {counted(sum.unknown, 'charge')} of unknown amount</span>
          )}
        </p>
      </div>
      <Chart
        title={isSimulated ? 'Simulated charges' : 'Charged'}
        unit="US dollars an hour"
        heightPx={130}
        isStacked
        times={times}
        timeZone={timeZone}
        timeText={(index) => `${hours[index]?.replace('T', ' ') ?? ''} in ${timeZone}`}
        series={[
          { name: 'metered', color: '--accent', kind: 'bars', values: metered },
          { name: 'estimated', color: '--archiving', kind: 'bars', values: estimated },
        ]}
        text={usdText}
        markText={usdMark}
      />
    </div>
  )
}
