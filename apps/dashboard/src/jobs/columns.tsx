import type { Job } from '../api/types.ts'
import { askedWords } from '../format/job-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { PromptLink } from '../ui/PromptLink.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import type { Column } from '../ui/table/column.ts'

export const jobColumns: readonly Column<Job>[] = [
  {
    id: 'state',
    header: 'State',
    width: '15rem',
    cell: (job) => <StateBadge job={job} />,
  },
  {
    id: 'name',
    header: 'Row',
    width: '7.5rem',
    hideBelow: 'medium',
    cell: (job) => (
      <span className="text-quiet" title={rowName(job)}>
        {rowName(job)}
      </span>
    ),
  },
  { id: 'prompt', header: 'Prompt', cell: (job) => <PromptLink job={job} /> },
  {
    id: 'asked',
    header: 'Asked',
    width: 'max(26rem, 23vw)',
    hideBelow: 'full',
    cell: (job) => (
      <span className="text-quiet" title={askedWords(job)}>
        {askedWords(job)}
      </span>
    ),
  },
  {
    id: 'charged',
    header: 'Charged',
    width: '8.5rem',
    isNumber: true,
    cell: (job) => <Money ticks={job.cost.charged_ticks} isSimulated={job.simulated} />,
  },
  {
    id: 'created',
    header: 'Created',
    width: '7.5rem',
    hideBelow: 'wide',
    isNumber: true,
    cell: (job) => <Moment at={job.created_at} />,
  },
]

/** The same in two lines, for a narrow screen. */
export function JobCard(job: Job) {
  return (
    <div className="grid gap-1.5">
      <PromptLink job={job} />
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-[0.92em]">
        <StateBadge job={job} />
        <span className="text-quiet">
          <Money ticks={job.cost.charged_ticks} isSimulated={job.simulated} /> ·{' '}
          <Moment at={job.created_at} />
        </span>
      </div>
    </div>
  )
}

function rowName(job: Job): string {
  return job.custom_id === null ? String(job.row ?? '–') : visibleText(job.custom_id)
}
