import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { batchesQuery } from '../api/batches.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { StandsStill } from '../ui/StandsStill.tsx'
import { useListKeys } from '../ui/table/use-list-keys.ts'
import { BatchItem } from './BatchItem.tsx'

/** Every batch, newest first, with how far it is and what it has cost. */
export function Batches() {
  const batches = useInfiniteQuery(batchesQuery())
  const rows = batches.data?.pages.flatMap((page) => page.data) ?? []
  const keys = useListKeys<HTMLUListElement>({ ids: rows.map(({ id }) => id) })
  return (
    <Page title="Batches">
      <QueryState query={batches}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No batches yet.">
              <Link to="/batches/new" className="text-accent underline">
                Send a file of prompts
              </Link>
              , here or from a shell: <code>./reelkeep submit prompts.csv</code>
            </Empty>
          ) : (
            <ul ref={keys.list} onFocus={keys.onFocus} onBlur={keys.onBlur} className="grid gap-3">
              {rows.map((batch, index) => (
                <BatchItem key={batch.id} batch={batch} index={index} />
              ))}
            </ul>
          )
        }
      </QueryState>
      <StandsStill list={batches} meta={batchesQuery().meta} />
      {batches.hasNextPage ? (
        <div>
          <Button isBusy={batches.isFetchingNextPage} onClick={() => void batches.fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </Page>
  )
}
