import { useQuery } from '@tanstack/react-query'
import { upstreamsQuery } from '../api/reports.ts'
import type { Upstream } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'

/** Who we pay, and whether they take anything now. */
export function Upstreams() {
  const upstreams = useQuery(upstreamsQuery())
  return (
    <Page title="Upstreams">
      <QueryState query={upstreams}>
        {({ data }) => (
          <div className="grid grid-cols-[repeat(auto-fill,minmax(min(24rem,100%),1fr))] gap-4">
            {data.map((upstream) => (
              <Panel key={upstream.name} title={visibleText(upstream.title)}>
                <UpstreamFacts upstream={upstream} />
              </Panel>
            ))}
          </div>
        )}
      </QueryState>
    </Page>
  )
}

function UpstreamFacts({ upstream: { name, gate, limits, models } }: { readonly upstream: Upstream }) {
  return (
    <Facts>
      <Fact name="Name">
        <code>{visibleText(name)}</code>
      </Fact>
      <Fact name="Gate">
        {gate.state}
        {gate.closed_reason === null ? '' : `: ${visibleText(gate.closed_reason)}`}
      </Fact>
      <Fact name="In flight">
        {gate.in_flight} of {limits.max_in_flight.live ?? limits.max_in_flight.configured}
      </Fact>
      <Fact name="Creates a minute">
        {limits.requests_per_minute.live ?? limits.requests_per_minute.configured}
      </Fact>
      <Fact name="Models">{models.map(({ model }) => model).join(', ')}</Fact>
    </Facts>
  )
}
