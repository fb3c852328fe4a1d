import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { atRiskQuery } from '../api/at-risk.ts'
import { costsQuery } from '../api/costs.ts'
import { statsQuery } from '../api/reports.ts'
import { type Counts, jobStates } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { sumTicks } from '../format/money.ts'
import { Duration } from '../ui/Duration.tsx'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { ProgressBar } from '../ui/ProgressBar.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'

/** How everything stands now. */
export function Overview() {
  const stats = useQuery(statsQuery())
  const costs = useQuery(costsQuery({ by: 'day' }))
  const risk = useQuery(atRiskQuery())
  const today = costs.data?.data.filter(({ key }) => key === costs.data?.data[0]?.key) ?? []
  return (
    <Page title="Overview">
      <QueryState query={stats}>
        {({ jobs, archived_per_minute: perMinute, latency }) => {
          const counts = countsOf(jobs)
          return (
            <>
              <Stats>
                <Stat label="Archived" note={`${perMinute.toFixed(1)} a minute`}>
                  {countText(counts.archived)}
                </Stat>
                <Stat label="Under way">
                  {countText(counts.queued + counts.submitting + counts.rendering + counts.archiving)}
                </Stat>
                <Stat label="Unconfirmed" tone={counts.unconfirmed > 0 ? 'warning' : 'plain'}>
                  {countText(counts.unconfirmed)}
                </Stat>
                <Stat label="Failed" tone={counts.failed > 0 ? 'bad' : 'plain'}>
                  {countText(counts.failed)}
                </Stat>
                <Stat label="Clips at risk" tone={(risk.data?.data.length ?? 0) > 0 ? 'warning' : 'plain'}>
                  {risk.data === undefined ? '…' : countText(risk.data.data.length)}
                </Stat>
                <Stat label="Charged, newest day" note={today[0]?.key}>
                  {costs.data === undefined ? (
                    '…'
                  ) : (
                    <Money ticks={sumTicks(today.map((row) => row.charged_ticks))} />
                  )}
                </Stat>
                <Stat label="From prompt to clip" note="median">
                  <Duration ms={latency.total.p50_ms} />
                </Stat>
              </Stats>
              <Panel
                title="Jobs by state"
                actions={
                  <Link to="/jobs" className="text-accent hover:underline">
                    All jobs
                  </Link>
                }
              >
                <ProgressBar counts={counts} />
              </Panel>
            </>
          )
        }}
      </QueryState>
    </Page>
  )
}

function countsOf(jobs: Readonly<Record<string, number>>): Counts {
  const entries = jobStates.map((state) => [state, jobs[state] ?? 0] as const)
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  return { ...(Object.fromEntries(entries) as Omit<Counts, 'total'>), total }
}
