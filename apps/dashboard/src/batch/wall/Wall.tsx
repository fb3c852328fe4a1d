import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { jobsQuery } from '../../api/jobs.ts'
import { counted } from '../../format/count.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { QueryState } from '../../ui/QueryState.tsx'
import { Select } from '../../ui/Select.tsx'
import { StandsStill } from '../../ui/StandsStill.tsx'
import { ClipTile } from './ClipTile.tsx'
import { TakesDialog } from './TakesDialog.tsx'
import { type WallGroup, wallGroups } from './wall-groups.ts'

const route = getRouteApi('/batches/$id')
const marks = [
  { value: 'all', text: 'Every clip' },
  { value: 'none', text: 'Not judged yet' },
  { value: 'keep', text: 'Marked keep' },
  { value: 'redo', text: 'Marked redo' },
]

/** Every clip of a batch side by side: look, play, compare takes, say which to keep and which to make anew. */
export function Wall({ batchId }: { readonly batchId: string }) {
  const { mark } = route.useSearch()
  const navigate = route.useNavigate()
  const query = jobsQuery({ batch: batchId, state: 'archived', ...(mark !== undefined && { mark }) })
  const jobs = useInfiniteQuery(query)
  const [compared, setCompared] = useState<string | null>(null)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Which clips"
          value={mark ?? 'all'}
          options={marks}
          onChoose={(value) =>
            void navigate({
              search: (before) => ({
                ...before,
                mark: value === 'none' || value === 'keep' || value === 'redo' ? value : undefined,
              }),
            })
          }
          className="w-44"
        />
        <span className="grow" />
        <a
          className={buttonClass()}
          href={`/v1/batches/${encodeURIComponent(batchId)}/redo?mark=redo`}
          download
          title="The marked rows in their own columns, ready to edit and send again"
        >
          <Download aria-hidden size="1.1em" /> Rows marked redo
        </a>
      </div>
      <QueryState query={jobs}>
        {({ pages }) => {
          const groups = wallGroups(pages.flatMap((page) => page.data))
          const chosen = groups.find(({ key }) => key === compared)
          return groups.length === 0 ? (
            <Empty title={mark === undefined ? 'No clip is archived yet.' : 'No clip is marked like this.'} />
          ) : (
            <>
              <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] gap-4">
                {groups.map((group) => (
                  <li key={group.key} className="min-w-0">
                    <Group group={group} onCompare={() => setCompared(group.key)} />
                  </li>
                ))}
              </ul>
              <StandsStill list={jobs} meta={query.meta} />
              {jobs.hasNextPage ? (
                <Button
                  className="justify-self-center"
                  isBusy={jobs.isFetchingNextPage}
                  onClick={() => void jobs.fetchNextPage()}
                >
                  Show more clips
                </Button>
              ) : null}
              {chosen === undefined ? null : (
                <TakesDialog takes={chosen.takes} onClose={() => setCompared(null)} />
              )}
            </>
          )
        }}
      </QueryState>
    </div>
  )
}

function Group({
  group: { takes },
  onCompare,
}: {
  readonly group: WallGroup
  readonly onCompare: () => void
}) {
  const newest = takes.at(-1)
  if (newest === undefined) return null
  if (takes.length === 1) return <ClipTile job={newest} />
  return (
    <div className="grid gap-1">
      <ClipTile job={newest} />
      <Button look="quiet" className="h-8" onClick={onCompare}>
        Compare {counted(takes.length, 'take')}
      </Button>
    </div>
  )
}
