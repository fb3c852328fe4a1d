import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { operationResultsQuery } from '../api/operations.ts'
import type { Operation, OperationResult } from '../api/types.ts'
import { isTooLong } from '../app/live/refresher.ts'
import { visibleText } from '../format/visible-text.ts'
import { Empty } from '../ui/Empty.tsx'
import { Moment } from '../ui/Moment.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { StandsStill } from '../ui/StandsStill.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'

const route = getRouteApi('/operations/$id')
const outcomes = [
  { value: 'all', text: 'Every job' },
  { value: 'done', text: 'Done' },
  { value: 'refused', text: 'Refused' },
  { value: 'skipped', text: 'Skipped' },
  { value: 'problem', text: 'Problems' },
]

const columns: readonly Column<OperationResult>[] = [
  {
    id: 'row',
    header: 'Row',
    width: '9rem',
    hideBelow: 'medium',
    cell: (result) => (
      <span className="text-quiet" title={result.job_id}>
        {rowName(result)}
      </span>
    ),
  },
  { id: 'job', header: 'Job', cell: (result) => <JobLink result={result} /> },
  { id: 'outcome', header: 'Outcome', width: '7rem', cell: ({ outcome }) => outcome ?? 'to come' },
  {
    id: 'message',
    header: 'Why',
    cell: ({ message }) =>
      message === null ? null : (
        <span className="line-clamp-2 whitespace-normal wrap-anywhere" title={visibleText(message)}>
          {visibleText(message)}
        </span>
      ),
  },
  {
    id: 'at',
    header: 'When',
    width: '7rem',
    isNumber: true,
    hideBelow: 'medium',
    cell: ({ at }) => <Moment at={at} />,
  },
]

function JobLink({ result: { job_id: id, prompt } }: { readonly result: OperationResult }) {
  return (
    <Link
      to="/jobs/$id"
      params={{ id }}
      data-row-link
      className="row-link line-clamp-2 whitespace-normal wrap-anywhere hover:text-accent hover:underline"
    >
      {prompt === null ? id : visibleText(prompt)}
    </Link>
  )
}

function rowName({ custom_id: customId, row }: OperationResult): string {
  return customId === null ? String(row ?? '–') : visibleText(customId)
}

/** The same in a few lines, for a narrow screen. */
function ResultCard(result: OperationResult) {
  const { custom_id: customId, row, outcome, message, at } = result
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <JobLink result={result} />
      <span className="text-quiet wrap-anywhere">
        {customId === null && row === null ? '' : `${customId === null ? 'row ' : ''}${rowName(result)} · `}
        {outcome ?? 'to come'}
        {at === null ? null : (
          <>
            {' '}
            · <Moment at={at} />
          </>
        )}
      </span>
      {message === null ? null : <span className="wrap-anywhere">{visibleText(message)}</span>}
    </div>
  )
}

/** What became of each job. */
export function OperationResults({ operation }: { readonly operation: Operation }) {
  const { id, state, done, refused, skipped, problem_total: problems } = operation
  const { outcome } = route.useSearch()
  const navigate = route.useNavigate()
  const results = useInfiniteQuery(operationResultsQuery(id, outcome))
  const queries = useQueryClient()
  const progress = [state, done, refused, skipped, problems].join(' ')
  // The lines are read again with the figures above them, and once more at the end: both tell the same.
  useEffect(() => {
    void queries.invalidateQueries({
      queryKey: ['operation', id, 'results'],
      predicate: (query) => !isTooLong(query),
    })
  }, [queries, id, progress])
  return (
    <Tabs
      label="Outcome"
      tabs={outcomes}
      value={outcome ?? 'all'}
      onChoose={(value) => {
        const chosen = (['done', 'refused', 'skipped', 'problem'] as const).find((word) => word === value)
        void navigate({ search: { outcome: chosen } })
      }}
    >
      <QueryState query={results}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data)
          return rows.length === 0 ? (
            <Empty title="No job ended like this." />
          ) : (
            <DataTable
              label="Results"
              rows={rows}
              columns={columns}
              card={ResultCard}
              idOf={({ job_id: job }) => job}
              more={{
                hasMore: results.hasNextPage,
                isLoading: results.isFetchingNextPage,
                onMore: () => void results.fetchNextPage(),
              }}
            />
          )
        }}
      </QueryState>
      <StandsStill list={results} meta={operationResultsQuery(id, outcome).meta} />
    </Tabs>
  )
}
