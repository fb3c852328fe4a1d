import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkAction } from '../api/bulk.ts'
import { type JobFilter, jobsQuery } from '../api/jobs.ts'
import { BulkDialog } from '../bulk/BulkDialog.tsx'
import { counted } from '../format/count.ts'
import { Empty } from '../ui/Empty.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { StandsStill } from '../ui/StandsStill.tsx'
import { DataTable } from '../ui/table/DataTable.tsx'
import { JobCard, jobColumns } from './columns.tsx'
import { type Count, SelectionBar, totalText } from './SelectionBar.tsx'

type Props = {
  readonly filter: JobFilter
  /** The search in words, for the question before an action. */
  readonly text: string
  readonly total: Count | null
}

const none: ReadonlySet<string> = new Set()
/** As many jobs as an action takes by their ids. */
const idsMax = 1_000

/** The jobs that match, as many as one scrolls to, and what to do with some or all of them. */
export function JobResults({ filter, text, total }: Props) {
  const jobs = useInfiniteQuery(jobsQuery(filter))
  const [chosen, setChosen] = useState(none)
  const [isAll, setIsAll] = useState(false)
  const [action, setAction] = useState<BulkAction | null>(null)
  const clear = () => {
    setChosen(none)
    setIsAll(false)
  }
  const hasFilter = Object.keys(filter).length > 0
  return (
    <QueryState query={jobs}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.data)
        if (rows.length === 0) {
          return hasFilter ? (
            <Empty title="No job matches.">Take a filter off, or look at another time.</Empty>
          ) : (
            <Empty title="There are no jobs yet.">Send a batch, and its rows stand here.</Empty>
          )
        }
        return (
          <>
            <DataTable
              label="Jobs"
              rows={rows}
              columns={jobColumns}
              idOf={(job) => job.id}
              card={JobCard}
              selection={{
                chosen: isAll ? new Set(rows.map(({ id }) => id)) : chosen,
                onChange: (next) => {
                  setIsAll(false)
                  setChosen(new Set([...next].slice(0, idsMax)))
                },
              }}
              {...(total !== null && !total.capped && { total: total.count })}
              more={{
                hasMore: jobs.hasNextPage,
                isLoading: jobs.isFetchingNextPage,
                onMore: () => void jobs.fetchNextPage(),
              }}
            />
            {chosen.size === 0 && !isAll ? (
              <StandsStill list={jobs} meta={jobsQuery(filter).meta} />
            ) : (
              <SelectionBar
                chosen={chosen.size}
                isAll={isAll}
                // An action on everything there ever was needs a filter that says so.
                total={hasFilter ? total : null}
                onAll={() => setIsAll(true)}
                onNone={clear}
                onAct={setAction}
              />
            )}
            {action === null ? null : (
              <BulkDialog
                action={action}
                filter={isAll ? filter : { ids: [...chosen] }}
                meant={
                  isAll
                    ? `all ${total === null ? '' : totalText(total)} that match ${text}`
                    : counted(chosen.size, 'selected job')
                }
                onClose={() => setAction(null)}
                onBegun={clear}
              />
            )}
          </>
        )
      }}
    </QueryState>
  )
}
