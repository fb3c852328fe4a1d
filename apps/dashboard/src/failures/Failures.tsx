import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { failuresQuery } from '../api/failures.ts'
import { counted } from '../format/count.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { NamedIds } from '../ui/NamedIds.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Select } from '../ui/Select.tsx'
import { StandsStill } from '../ui/StandsStill.tsx'
import { DataTable } from '../ui/table/DataTable.tsx'
import { FailureCard, failureColumns } from './columns.tsx'

const route = getRouteApi('/failures')
const times = [
  { value: '1', text: 'Last 24 hours' },
  { value: '7', text: 'Last 7 days' },
  { value: '30', text: 'Last 30 days' },
  { value: '90', text: 'Last 90 days' },
]
const statuses = [
  { value: 'open', text: 'Open' },
  { value: 'resolved', text: 'Resolved' },
  { value: 'ignored', text: 'Ignored' },
  { value: 'all', text: 'All' },
]
const hourMs = 3_600_000

/** What went wrong, alike failures together, most numerous first. */
export function Failures() {
  const { status = 'open', days = '7', upstream, model, batch } = route.useSearch()
  const navigate = route.useNavigate()
  // To the hour, so that it stays the same question for a while.
  const from = useMemo(
    () => new Date((Math.floor(Date.now() / hourMs) - Number(days) * 24) * hourMs).toISOString(),
    [days],
  )
  const where = { ...(upstream && { upstream }), ...(model && { model }), ...(batch && { batch }) }
  const failures = useInfiniteQuery(failuresQuery({ status, from, ...where }))
  const exportQuery = new URLSearchParams({ format: 'csv', from, ...where })
  return (
    <Page
      title="Failures"
      actions={
        <a className={buttonClass()} href={`/v1/exports/failures?${exportQuery}`} download>
          <Download aria-hidden size="1.1em" /> Export
        </a>
      }
    >
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Time"
          value={days}
          options={times}
          onChoose={(value) =>
            void navigate({
              search: (before) => ({
                ...before,
                days: value === '1' || value === '30' || value === '90' ? value : undefined,
              }),
            })
          }
          className="w-40 max-sm:grow"
        />
        <Select
          aria-label="Status"
          value={status}
          options={statuses}
          onChoose={(value) =>
            void navigate({
              search: (before) => ({
                ...before,
                status: value === 'resolved' || value === 'ignored' || value === 'all' ? value : undefined,
              }),
            })
          }
          className="w-36 max-sm:grow"
        />
        {Object.entries(where).map(([name, value]) => (
          <Button
            key={name}
            look="quiet"
            onClick={() => void navigate({ search: (before) => ({ ...before, [name]: undefined }) })}
          >
            {name}: <NamedIds text={value} /> ×
          </Button>
        ))}
        <span className="text-quiet">
          {failures.data === undefined
            ? ''
            : `${counted(failures.data.pages[0]?.total ?? 0, 'failure')} in this time: open, resolved and ignored`}
        </span>
      </div>
      <QueryState query={failures}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data)
          return rows.length === 0 ? (
            <Empty
              title={status === 'open' ? 'No open failures in this time.' : 'Nothing here in this time.'}
            >
              Failures with the same step, reason and words of the upstream stand together as one cause.
            </Empty>
          ) : (
            <DataTable
              label="Failures"
              rows={rows}
              columns={failureColumns}
              card={FailureCard}
              idOf={({ fingerprint }) => fingerprint}
              more={{
                hasMore: failures.hasNextPage,
                isLoading: failures.isFetchingNextPage,
                onMore: () => void failures.fetchNextPage(),
              }}
            />
          )
        }}
      </QueryState>
      <StandsStill list={failures} meta={failuresQuery({ status, from, ...where }).meta} />
    </Page>
  )
}
