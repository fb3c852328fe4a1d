import { useInfiniteQuery } from '@tanstack/react-query'
import { exchangesQuery } from '../../api/job-details.ts'
import { Button } from '../../ui/Button.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { QueryState } from '../../ui/QueryState.tsx'
import { StandsStill } from '../../ui/StandsStill.tsx'
import { ExchangeItem } from './ExchangeItem.tsx'

/** What the upstream was asked and answered, oldest first; the api gives the newest first. */
export function Exchanges({ jobId }: { readonly jobId: string }) {
  const query = useInfiniteQuery(exchangesQuery(jobId))
  return (
    <Panel title="Upstream exchanges">
      <QueryState query={query}>
        {({ pages }) => {
          const exchanges = pages.flatMap(({ data }) => data).toReversed()
          if (exchanges.length === 0) {
            return (
              <p className="text-quiet">
                Nothing was asked yet, or nothing is kept: polls that change nothing are counted only.
              </p>
            )
          }
          return (
            <>
              {query.hasNextPage ? (
                <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show older ones
                </Button>
              ) : null}
              <ol className="grid grid-cols-[minmax(0,1fr)] divide-y divide-line">
                {exchanges.map((exchange) => (
                  <li key={exchange.id}>
                    <ExchangeItem exchange={exchange} />
                  </li>
                ))}
              </ol>
              <StandsStill list={query} meta={exchangesQuery(jobId).meta} />
              <p className="pt-2 text-quiet">
                Redacted before it was kept: no key, no prompt, no signed link. Polls that changed nothing are
                counted only.
              </p>
            </>
          )
        }}
      </QueryState>
    </Panel>
  )
}
