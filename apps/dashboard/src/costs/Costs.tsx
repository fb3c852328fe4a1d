import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { costsQuery } from '../api/costs.ts'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { BurnTable } from './BurnTable.tsx'
import { CostsOfTime } from './CostsOfTime.tsx'
import { rangeOfDay, rangeOfDays } from './cost-range.ts'

const route = getRouteApi('/costs')

/** What was charged, when and for what, and how sure each figure is. */
export function Costs() {
  const { day, days = '30' } = route.useSearch()
  // Any reply says in which time zone days begin, and what is being spent; this one is the cheapest.
  const now = useQuery(costsQuery({ by: 'upstream', from: hourAgo(new Date()), limit: 1 }))
  return (
    <Page title="Costs">
      <QueryState query={now}>
        {({ time_zone: timeZone, burn }) => (
          <>
            <CostsOfTime
              timeZone={timeZone}
              days={Number(days)}
              range={
                day === undefined
                  ? rangeOfDays(Number(days), timeZone, new Date())
                  : rangeOfDay(day, timeZone)
              }
            />
            <BurnTable burn={burn} />
          </>
        )}
      </QueryState>
    </Page>
  )
}

/** To the hour, so that it stays the same question for a while. */
function hourAgo(now: Date): string {
  const hourMs = 3_600_000
  return new Date(Math.floor(now.getTime() / hourMs - 1) * hourMs).toISOString()
}
