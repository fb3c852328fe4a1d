import { useQuery } from '@tanstack/react-query'
import { atRiskMax, atRiskQuery } from '../api/at-risk.ts'
import type { JobAtRisk } from '../api/types.ts'
import { stakeOf } from '../format/at-stake.ts'
import { counted } from '../format/count.ts'
import { Empty } from '../ui/Empty.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { PromptLink } from '../ui/PromptLink.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { riskCountText, Stakes } from '../ui/Stakes.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'
import { Countdown } from './Countdown.tsx'
import { HurryButton } from './HurryButton.tsx'

const columns: readonly Column<JobAtRisk>[] = [
  { id: 'expires', header: 'Link dies', width: '14rem', cell: (job) => <Countdown job={job} /> },
  { id: 'prompt', header: 'Prompt', cell: (job) => <PromptLink job={job} /> },
  {
    id: 'state',
    header: 'State',
    width: '15rem',
    hideBelow: 'medium',
    cell: (job) => <StateBadge job={job} />,
  },
  {
    id: 'next',
    header: 'Next try',
    width: '8rem',
    hideBelow: 'wide',
    cell: ({ due_at: at }) => <Moment at={at} otherwise="none" />,
  },
  {
    id: 'money',
    header: 'At stake',
    width: '8.5rem',
    isNumber: true,
    cell: (job) => <Money ticks={stakeOf(job)} isSimulated={job.simulated} />,
  },
  { id: 'hurry', header: 'Do', width: '7rem', cell: (job) => <HurryButton job={job} /> },
]

/** Clips that are paid and not safe yet, the one whose link dies first on top. */
export function AtRisk() {
  const risk = useQuery(atRiskQuery())
  return (
    <Page title="At risk">
      <QueryState query={risk}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Every clip that was rendered is safe.">
              A clip stands here from the moment its upstream has rendered it until our own copy is checked
              and kept.
            </Empty>
          ) : (
            <>
              <RiskTiles jobs={data} />
              <DataTable
                label="Clips at risk"
                rows={data}
                columns={columns}
                idOf={(job) => job.id}
                card={RiskCard}
              />
              {data.length < atRiskMax ? null : (
                <p className="text-quiet">The {atRiskMax} whose links die first are shown.</p>
              )}
            </>
          )
        }
      </QueryState>
    </Page>
  )
}

function RiskTiles({ jobs }: { readonly jobs: readonly JobAtRisk[] }) {
  const alarmed = jobs.filter(({ link }) => link.alarm !== null && link.rescued_to === null).length
  return (
    <Stats>
      <Stat label="Not safe yet">{riskCountText(jobs.length)}</Stat>
      <Stat label="Soonest link dies" tone={alarmed > 0 ? 'bad' : 'plain'}>
        <Moment at={jobs[0]?.source_expires_at ?? null} otherwise="nobody knows" />
      </Stat>
      <Stat label="Close to their end" tone={alarmed > 0 ? 'bad' : 'plain'} note="less than a third left">
        {counted(alarmed, 'clip')}
      </Stat>
      <Stat label="Money at stake">
        <Stakes jobs={jobs} />
      </Stat>
    </Stats>
  )
}

function RiskCard(job: JobAtRisk) {
  return (
    <div className="grid gap-1">
      <PromptLink job={job} />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Countdown job={job} />
        <Money ticks={stakeOf(job)} isSimulated={job.simulated} />
        <HurryButton job={job} />
      </div>
    </div>
  )
}
