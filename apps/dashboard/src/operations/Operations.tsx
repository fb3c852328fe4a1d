import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { operationsQuery } from '../api/operations.ts'
import type { Operation } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { Empty } from '../ui/Empty.tsx'
import { Moment } from '../ui/Moment.tsx'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import { NamedIds } from '../ui/NamedIds.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { StandsStill } from '../ui/StandsStill.tsx'
import type { Column } from '../ui/table/column.ts'
import { DataTable } from '../ui/table/DataTable.tsx'
import { actionName, orderedWords } from './operation-words.ts'

const columns: readonly Column<Operation>[] = [
  {
    id: 'action',
    header: 'What',
    width: '9rem',
    cell: (operation) => (
      <Link
        to="/operations/$id"
        params={{ id: operation.id }}
        data-row-link
        className="row-link hover:text-accent hover:underline"
      >
        {actionName(operation)}
      </Link>
    ),
  },
  { id: 'state', header: 'State', width: '7rem', cell: ({ state }) => state },
  {
    id: 'for',
    header: 'For',
    hideBelow: 'medium',
    cell: (operation) => (
      <span className="block truncate text-quiet">
        <NamedIds text={orderedWords(operation) || 'everything'} />
      </span>
    ),
  },
  {
    id: 'done',
    header: 'Done',
    width: '8rem',
    isNumber: true,
    cell: ({ done, matched }) => `${countText(done)} of ${countText(matched)}`,
  },
  {
    id: 'quoted',
    header: 'Quoted at',
    width: '9rem',
    isNumber: true,
    hideBelow: 'wide',
    cell: ({ quoted_ticks: ticks, quoted_parts: parts }) =>
      ticks === null && parts.length === 0 ? '' : <MoneyParts parts={parts} ticks={ticks} />,
  },
  {
    id: 'created',
    header: 'Ordered',
    width: '8rem',
    isNumber: true,
    cell: ({ created_at: at }) => <Moment at={at} />,
  },
]

/** Long work that people ordered, newest first. */
export function Operations() {
  const operations = useInfiniteQuery(operationsQuery())
  return (
    <Page title="Operations">
      <QueryState query={operations}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data)
          return rows.length === 0 ? (
            <Empty title="Nothing was ordered yet.">
              Retrying, canceling or re-archiving many jobs is done step by step, and followed here.
            </Empty>
          ) : (
            <DataTable
              label="Operations"
              rows={rows}
              columns={columns}
              idOf={({ id }) => id}
              more={{
                hasMore: operations.hasNextPage,
                isLoading: operations.isFetchingNextPage,
                onMore: () => void operations.fetchNextPage(),
              }}
            />
          )
        }}
      </QueryState>
      <StandsStill list={operations} meta={operationsQuery().meta} />
    </Page>
  )
}
