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
    cell: (job) => <Lines text={rowName(job)} />,
  },
  { id: 'prompt', header: 'Prompt', cell: (job) => <PromptLink job={job} /> },
  {
    id: 'asked',
    header: 'Asked',
    // All of it in one line where there is room, in two where the prompt needs it more.
    width: 'max(18rem, 22vw)',
    hideBelow: 'full',
    cell: (job) => <Lines text={askedWords(job)} />,
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

/** The same in a few lines, for a narrow screen. */
export function JobCard(job: Job) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <PromptLink job={job} />
      {job.custom_id === null ? null : (
        <span className="text-[0.92em]">
          <Lines text={rowName(job)} />
        </span>
      )}
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

function Lines({ text }: { readonly text: string }) {
  return (
    <span className="line-clamp-2 whitespace-normal text-quiet wrap-anywhere" title={text}>
      {text}
    </span>
  )
}

function rowName(job: Job): string {
  return job.custom_id === null ? String(job.row ?? '–') : visibleText(job.custom_id)
}
