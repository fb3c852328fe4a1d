import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { failuresQuery } from '../api/reports.ts'
import type { FailureGroup } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { saidByWords } from '../format/said-by-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Empty } from '../ui/Empty.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'

const columns: readonly Column<FailureGroup>[] = [
  { id: 'reason', header: 'Reason', width: '12rem', cell: ({ reason }) => reasonWords(reason) },
  {
    id: 'message',
    header: 'What happened',
    cell: ({ message, upstream_status: said, said_by: by, job_ids: [job] }) => (
      <>
        {job === undefined ? (
          visibleText(message)
        ) : (
          <Link to="/jobs/$id" params={{ id: job }} data-row-link className="row-link hover:text-accent">
            {visibleText(message)}
          </Link>
        )}
        {said === null || by === null ? null : (
          <span className="text-quiet">
            {' '}
            {by === 'upstream' ? '' : `${saidByWords[by]}: `}
            {visibleText(said)}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'upstream',
    header: 'Upstream',
    width: '11rem',
    hideBelow: 'wide',
    cell: ({ upstream }) => visibleText(upstream),
  },
  {
    id: 'jobs',
    header: 'Failed now',
    width: '7rem',
    isNumber: true,
    cell: ({ failed_jobs: jobs }) => countText(jobs),
  },
  {
    id: 'last',
    header: 'Last',
    width: '7.5rem',
    isNumber: true,
    hideBelow: 'medium',
    cell: ({ last_at: at }) => <Moment at={at} />,
  },
]

/** What went wrong, alike failures together; a row opens the latest job. */
export function Failures() {
  const failures = useInfiniteQuery(failuresQuery())
  return (
    <Page title="Failures">
      <QueryState query={failures}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data)
          return rows.length === 0 ? (
            <Empty title="Nothing has failed." />
          ) : (
            <DataTable
              label="Failures"
              rows={rows}
              columns={columns}
              idOf={(group) => group.fingerprint}
              more={{
                hasMore: failures.hasNextPage,
                isLoading: failures.isFetchingNextPage,
                onMore: () => void failures.fetchNextPage(),
              }}
            />
          )
        }}
      </QueryState>
    </Page>
  )
}
