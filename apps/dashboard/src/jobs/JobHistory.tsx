import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client.ts'
import type { EventList, HistoryEvent } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'

const refreshMs = 2_000

/** What happened to a job, oldest first. */
export function JobHistory({ id }: { readonly id: string }) {
  const events = useQuery({
    queryKey: ['events', id],
    queryFn: () => get<EventList>(`/v1/jobs/${encodeURIComponent(id)}/events`, { limit: '200' }),
    refetchInterval: refreshMs,
  })
  if (events.data === undefined) return null
  return (
    <section aria-labelledby="history-title">
      <h3 id="history-title">History</h3>
      <ol className="history">
        {events.data.data.map((event) => (
          <li key={event.seq}>
            <time dateTime={event.at}>{event.at.slice(11, 23)}</time> <strong>{event.kind}</strong>{' '}
            <span className="hint">{detailOf(event)}</span>
          </li>
        ))}
      </ol>
    </section>
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
