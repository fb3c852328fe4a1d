import { useQuery } from '@tanstack/react-query'
import { jobEventsQuery } from '../api/jobs.ts'
import type { HistoryEvent } from '../api/types.ts'
import { exactText } from '../format/moment.ts'
import { visibleText } from '../format/visible-text.ts'
import { QueryState } from '../ui/QueryState.tsx'

/** What happened to a job, oldest first. */
export function JobHistory({ id }: { readonly id: string }) {
  const events = useQuery(jobEventsQuery(id))
  return (
    <QueryState query={events}>
      {({ data }) => (
        <ol className="grid gap-2.5">
          {data.map((event) => (
            <li key={event.seq} className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3">
              <time dateTime={event.at} title={exactText(new Date(event.at))} className="text-quiet">
                {event.at.slice(11, 23)}
              </time>
              <div className="wrap-anywhere">
                <span className="font-medium">{event.kind}</span>{' '}
                <span className="text-quiet">{detailOf(event)}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </QueryState>
  )
}

function detailOf(event: HistoryEvent): string {
  return Object.entries(event.detail)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) => `${name} ${visibleText(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
    .join(', ')
}
