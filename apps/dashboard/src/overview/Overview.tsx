import { useQuery } from '@tanstack/react-query'
import { statsQuery } from '../api/stats.ts'
import { upstreamsQuery } from '../api/upstreams.ts'
import { useRefusal } from '../app/session-context.ts'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Course } from './Course.tsx'
import { NeedsAttention } from './NeedsAttention.tsx'
import { NothingToSee } from './NothingToSee.tsx'
import { Risk } from './Risk.tsx'
import { ServiceTiles } from './ServiceTiles.tsx'
import { Spend } from './Spend.tsx'
import { StateTiles } from './StateTiles.tsx'
import { StoreHealth } from './StoreHealth.tsx'
import { UpstreamHealth } from './UpstreamHealth.tsx'
import { Workers } from './Workers.tsx'

/** The page an operator keeps open: what needs a hand first, then how everything stands and goes. */
export function Overview() {
  const refusal = useRefusal('read')
  return (
    <Page title="Overview">{refusal === null ? <Everything /> : <NothingToSee refusal={refusal} />}</Page>
  )
}

function Everything() {
  const stats = useQuery(statsQuery())
  const upstreams = useQuery(upstreamsQuery())
  return (
    <>
      <NeedsAttention />
      <QueryState query={stats} loading={<div className="h-40" />}>
        {(data) => (
          <>
            <StateTiles jobs={data.jobs} />
            <ServiceTiles stats={data} upstreams={upstreams.data?.data} />
          </>
        )}
      </QueryState>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Spend />
          {stats.data === undefined ? null : <StoreHealth stats={stats.data} />}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Risk />
          <UpstreamHealth />
          <Workers />
        </div>
      </div>
      <Course />
    </>
  )
}
