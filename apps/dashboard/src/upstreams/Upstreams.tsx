import { useQuery } from '@tanstack/react-query'
import { upstreamsQuery } from '../api/upstreams.ts'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { UpstreamPanel } from './UpstreamPanel.tsx'

/** Who we pay: whether they take anything now, how fast, at what price, and what their models can do. */
export function Upstreams() {
  const upstreams = useQuery(upstreamsQuery())
  return (
    <Page title="Upstreams">
      <QueryState query={upstreams}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No upstream is configured.">
              Set the key of one, such as GLOBALAIOPC_API_KEY, and start Reelkeep again.
            </Empty>
          ) : (
            data.map((upstream) => <UpstreamPanel key={upstream.name} upstream={upstream} />)
          )
        }
      </QueryState>
    </Page>
  )
}
