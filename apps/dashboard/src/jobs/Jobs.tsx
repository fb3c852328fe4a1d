import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { jobCountQuery } from '../api/jobs.ts'
import { counted } from '../format/count.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { FilterChips, QuickFilters } from './JobFilters.tsx'
import { JobResults } from './JobResults.tsx'
import { isFiltered, jobFilterOf } from './job-filter.ts'
import { SearchHelp } from './SearchHelp.tsx'
import { totalText } from './SelectionBar.tsx'
import { type Filters, readSearch, writeSearch } from './search-language.ts'
import { ViewsMenu } from './ViewsMenu.tsx'

const route = getRouteApi('/jobs')

/** Search over all of history. The address holds every filter. */
export function Jobs() {
  const filters: Filters = route.useSearch()
  const navigate = route.useNavigate()
  const [problems, setProblems] = useState<readonly string[]>([])
  const text = writeSearch(filters)
  // "The last 24 hours" are counted once per search: else each look would be at another time, and nothing be kept.
  const filter = useMemo(() => jobFilterOf(readSearch(text).filters, new Date()), [text])
  const total = useQuery({ ...jobCountQuery(filter), placeholderData: keepPreviousData })
  const search = (next: string) => {
    const reading = readSearch(next)
    setProblems(reading.problems)
    // What was typed stays in the box, to be corrected.
    if (reading.problems.length > 0) return
    void navigate({ search: reading.filters })
  }
  const change = (next: Filters) => {
    setProblems([])
    void navigate({ search: (before) => ({ ...before, ...next }) })
  }
  const exportQuery = new URLSearchParams({ format: 'csv', ...(filter as Record<string, string>) })
  return (
    <Page
      title="Jobs"
      actions={
        <>
          <ViewsMenu text={text} onSearch={search} />
          <a className={buttonClass()} href={`/v1/exports/jobs?${exportQuery}`} download>
            <Download aria-hidden size="1.1em" /> Export
          </a>
        </>
      }
    >
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <SearchBox
            label="Search jobs"
            placeholder="Words, an id, or state:failed upstream:xai cost>0.5"
            words={text}
            onSearch={search}
            className="min-w-56 grow basis-96"
          />
          <QuickFilters filters={filters} onChange={change} />
          <SearchHelp />
        </div>
        {problems.map((problem) => (
          <Notice key={problem} kind="warning">
            {problem}
          </Notice>
        ))}
        <FilterChips filters={filters} onChange={change} />
        <p className="text-quiet" aria-live="polite">
          {total.data === undefined
            ? total.error === null
              ? 'Counting …'
              : 'How many match is not known.'
            : `${foundWords(total.data, isFiltered(filters))}, newest first`}
        </p>
      </div>
      {/* Jobs that were chosen in another search are no longer in sight: they are no longer meant. */}
      <JobResults key={JSON.stringify(filter)} filter={filter} text={text} total={total.data ?? null} />
    </Page>
  )
}

/** "1 job matches", "2,000 jobs match", "20 jobs" */
function foundWords(
  total: { readonly count: number; readonly capped: boolean },
  isFiltered: boolean,
): string {
  const jobs = total.capped ? `${totalText(total)} jobs` : counted(total.count, 'job')
  if (!isFiltered) return jobs
  return `${jobs} ${total.count === 1 ? 'matches' : 'match'}`
}
