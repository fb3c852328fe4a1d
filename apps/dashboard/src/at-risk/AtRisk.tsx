import { useQuery } from '@tanstack/react-query'
import { atRiskQuery } from '../api/reports.ts'
import type { JobAtRisk } from '../api/types.ts'
import { Empty } from '../ui/Empty.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { PromptLink } from '../ui/PromptLink.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'

const columns: readonly Column<JobAtRisk>[] = [
  {
    id: 'expires',
    header: 'Link dies',
    width: '9rem',
    cell: ({ source_expires_at: at }) => <Moment at={at} otherwise="unknown" />,
  },
  { id: 'state', header: 'State', width: '14rem', cell: (job) => <StateBadge job={job} /> },
  { id: 'prompt', header: 'Prompt', cell: ({ id, prompt }) => <PromptLink id={id} prompt={prompt} /> },
  {
    id: 'money',
    header: 'At stake',
    width: '9rem',
    isNumber: true,
    hideBelow: 'medium',
    cell: (job) => <Money ticks={job.cost.charged_ticks} isSimulated={job.simulated} />,
  },
]

/** Clips that are paid and not safe yet, the one whose link dies first on top. */
export function AtRisk() {
  const risk = useQuery(atRiskQuery())
  return (
    <Page title="At risk">
      <QueryState query={risk}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Every clip that was rendered is safe." />
          ) : (
            <DataTable label="Clips at risk" rows={data} columns={columns} idOf={(job) => job.id} />
          )
        }
      </QueryState>
    </Page>
  )
}
