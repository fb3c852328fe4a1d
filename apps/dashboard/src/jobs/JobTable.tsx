import { useInfiniteQuery } from '@tanstack/react-query'
import { get } from '../api/client.ts'
import { type JobList, jobStates } from '../api/types.ts'
import { money } from '../format/money.ts'
import { visibleText } from '../format/visible-text.ts'
import { Notice } from '../page/Notice.tsx'
import { StateBadge } from '../page/StateBadge.tsx'
import type { Go, Place } from '../page/use-place.ts'
import { askedWords } from './job-words.ts'
import { SearchBox } from './SearchBox.tsx'

const refreshMs = 2_000

/** The jobs that match, newest first, a page at a time. */
export function JobTable({ place, go }: { readonly place: Place; readonly go: Go }) {
  const { batch, state, q } = place
  const jobs = useInfiniteQuery({
    queryKey: ['jobs', batch, state, q],
    queryFn: ({ pageParam }) => get<JobList>('/v1/jobs', { batch, state, q, limit: '60', cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: refreshMs,
    maxPages: 10,
  })
  const rows = jobs.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <section className="jobs" aria-labelledby="jobs-title">
      <h2 id="jobs-title">Jobs{batch === null ? '' : ' of this batch'}</h2>
      <div className="filters">
        <label>
          State{' '}
          <select value={state ?? ''} onChange={(event) => go({ state: event.target.value })}>
            <option value="">all</option>
            {jobStates.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <SearchBox words={q} onSearch={(words) => go({ q: words })} />
      </div>
      {jobs.isPending ? <Notice kind="info">Loading…</Notice> : null}
      {jobs.isError && jobs.data === undefined ? <Notice kind="error">{jobs.error.message}</Notice> : null}
      {jobs.isSuccess && rows.length === 0 ? <Notice kind="info">No job matches.</Notice> : null}
      {rows.length === 0 ? null : (
        <div className="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">Row</th>
                <th scope="col">State</th>
                <th scope="col">Prompt</th>
                <th scope="col" className="asked">
                  Asked
                </th>
                <th scope="col" className="money">
                  Charged
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((job) => (
                <tr key={job.id} aria-current={job.id === place.job ? 'true' : undefined}>
                  <td className="row-name">
                    {job.custom_id === null ? (job.row ?? '–') : visibleText(job.custom_id)}
                  </td>
                  <td>
                    <StateBadge job={job} />
                  </td>
                  <td className="prompt">
                    <button type="button" className="link" onClick={() => go({ job: job.id })}>
                      {visibleText(job.prompt)}
                    </button>
                  </td>
                  <td className="asked">{askedWords(job)}</td>
                  <td className="money">{money(job.cost.charged_ticks)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {jobs.hasNextPage ? (
        <button type="button" onClick={() => void jobs.fetchNextPage()} disabled={jobs.isFetchingNextPage}>
          {jobs.isFetchingNextPage ? 'Loading…' : 'Show more'}
        </button>
      ) : null}
    </section>
  )
}
