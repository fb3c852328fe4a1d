import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type JobFilter, jobsQuery } from '../api/jobs.ts'
import { jobStates } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { Select } from '../ui/Select.tsx'
import { DataTable } from '../ui/table/DataTable.tsx'
import { JobCard, jobColumns } from './columns.tsx'

const route = getRouteApi('/jobs')
const states = [
  { value: '', text: 'Every state' },
  ...jobStates.map((state) => ({ value: state, text: state })),
]

/** Every job that matches, newest first. The address holds the filter. */
export function Jobs() {
  const search = route.useSearch()
  const { state, q, batch } = search
  const navigate = route.useNavigate()
  const jobs = useInfiniteQuery(jobsQuery(filterOf(search)))
  const filter = (change: { state?: string; q?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...change }) })
  return (
    <Page
      title={batch === undefined ? 'Jobs' : 'Jobs of this batch'}
      above={
        batch === undefined ? undefined : (
          <Link to="/batches/$id" params={{ id: batch }} className="hover:text-ink hover:underline">
            Batch {visibleText(batch)}
          </Link>
        )
      }
    >
      <div className="flex flex-wrap gap-2">
        <SearchBox
          label="Search prompts"
          placeholder="Words of the prompt"
          words={q ?? ''}
          onSearch={(words) => filter({ q: words })}
          className="min-w-56 grow basis-80"
        />
        <Select
          aria-label="State"
          value={state ?? ''}
          options={states}
          onChoose={(value) => filter({ state: value })}
          className="w-44 max-sm:w-full"
        />
      </div>
      <QueryState query={jobs}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data)
          return rows.length === 0 ? (
            <Empty title="No job matches." />
          ) : (
            <DataTable
              label="Jobs"
              rows={rows}
              columns={jobColumns}
              idOf={(job) => job.id}
              card={JobCard}
              more={{
                hasMore: jobs.hasNextPage,
                isLoading: jobs.isFetchingNextPage,
                onMore: () => void jobs.fetchNextPage(),
              }}
            />
          )
        }}
      </QueryState>
    </Page>
  )
}

/** The address holds filters as the api takes them, and the api says what is wrong with one. */
function filterOf(search: { readonly [name: string]: string | undefined }): JobFilter {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as JobFilter
}
