import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { rowJobsQuery } from '../api/job-details.ts'
import type { Job } from '../api/types.ts'
import { takeWords } from '../format/job-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Duration } from '../ui/Duration.tsx'
import { Panel } from '../ui/Panel.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'

/** What else was made of the same row: other takes, and the job that stands for it now. Nothing, if there is none. */
export function RowPanel({ job }: { readonly job: Job }) {
  const { data } = useQuery(rowJobsQuery(job.id))
  if (data === undefined || data.data.length === 0) return null
  return (
    <Panel title="Others of its row">
      <ul className="grid gap-2">
        {data.data.map((other) => (
          <li key={other.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Link
              to="/jobs/$id"
              params={{ id: other.id }}
              className="min-w-0 wrap-anywhere text-accent hover:underline"
            >
              {visibleText(other.name ?? other.custom_id ?? other.id)}
            </Link>
            <span className="text-quiet">
              {[takeWords(other), other.supersedes_id === job.id ? 'replaces this one' : null]
                .filter((part) => part !== null)
                .join(', ') || 'of the same row'}
            </span>
            <StateBadge job={other} />
            {other.clip === null ? null : <Duration ms={other.clip.duration_ms} />}
            {other.mark === null ? null : <span>marked {other.mark.mark}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
