import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { costsQuery } from '../api/costs.ts'
import { dayOf } from '../format/day.ts'
import { Empty } from '../ui/Empty.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { CostBreakdown } from './CostBreakdown.tsx'
import { CostChart } from './CostChart.tsx'
import { CostControls } from './CostControls.tsx'
import { CostTiles } from './CostTiles.tsx'
import { type CostRange, queryOfRange } from './cost-range.ts'
import { shownMoney } from './shown-money.ts'

const route = getRouteApi('/costs')

type Props = {
  readonly timeZone: string
  readonly days: number
  readonly range: CostRange
}

/** Sums and their course for whole days, or for the hours of one day. */
export function CostsOfTime({ timeZone, days, range }: Props) {
  const { day, money } = route.useSearch()
  const costs = useQuery({
    ...costsQuery({ by: day === undefined ? 'day' : 'hour', ...queryOfRange(range) }),
    placeholderData: keepPreviousData,
  })
  const { rows, isSimulated, isMixed } = shownMoney(costs.data?.data ?? [], money)
  return (
    <>
      <CostControls timeZone={timeZone} range={range} isMixed={isMixed} />
      <QueryState query={costs}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing was quoted or charged in this time.">
              Choose a longer time, or send a batch.
            </Empty>
          ) : (
            <>
              <CostTiles
                rows={rows}
                isSimulated={isSimulated}
                name={day ?? `Last ${days} days`}
                today={day === undefined ? dayOf(new Date(), timeZone) : null}
              />
              <CostChart
                rows={rows}
                steps={range.steps}
                isSimulated={isSimulated}
                unit={`US dollars ${day === undefined ? 'a day' : 'an hour'}, by the clock of ${timeZone}`}
                timeZone={timeZone}
              />
              <CostBreakdown range={range} />
            </>
          )
        }
      </QueryState>
    </>
  )
}
