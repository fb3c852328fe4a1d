import { useQuery } from '@tanstack/react-query'
import { historyQuery } from '../api/job-details.ts'
import type { HistoryEvent } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { exactText } from '../format/moment.ts'
import { visibleText } from '../format/visible-text.ts'
import { Fold } from '../ui/Fold.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'

/** Every line that was written about a job, oldest first, as it was written. */
export function JobHistory({ id }: { readonly id: string }) {
  const history = useQuery(historyQuery(id))
  return (
    <Panel title="History">
      <QueryState query={history}>
        {({ events }) => (
          <Fold summary={`${counted(events.length, 'line')} of history, word for word`}>
            <ol className="grid gap-2">
              {events.map((event) => (
                <li key={event.seq} className="grid gap-x-3 sm:grid-cols-[6.5rem_minmax(0,1fr)]">
                  <time dateTime={event.at} title={exactText(new Date(event.at))} className="text-quiet">
                    {event.at.slice(11, 23)}
                  </time>
                  <div className="wrap-anywhere">
                    <span className="font-medium">{event.kind}</span>{' '}
                    {event.from_state === event.to_state ? null : (
                      <span>
                        {event.from_state === null ? 'as' : `${event.from_state} to`} {event.to_state}{' '}
                      </span>
                    )}
                    <span className="text-quiet">{detailOf(event)}</span>
                  </div>
                </li>
              ))}
            </ol>
          </Fold>
        )}
      </QueryState>
    </Panel>
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
