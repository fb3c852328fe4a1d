import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { changeUpstream, listAudit, listUpstreams } from './client.ts'
import type { ListUpstreamsResponse, UpstreamChangeInput } from './gen/types.gen.ts'
import { live } from './live.ts'

export type UpstreamChange = UpstreamChangeInput

export function upstreamsQuery() {
  return queryOptions({
    queryKey: ['upstreams'],
    queryFn: ({ signal }) => listUpstreams({ signal }),
    // Slots are read as often as the jobs that hold them, or the two would not add up.
    meta: live({ on: ['jobs', 'upstream'], atMostEveryMs: 5_000, everyMs: 5_000 }),
  })
}

/** What people changed of one upstream, latest first. Needs the scope operate. */
export function upstreamChangesQuery(name: string) {
  return queryOptions({
    queryKey: ['audit', 'upstream', name],
    queryFn: ({ signal }) =>
      listAudit({ query: { action: 'upstream-changed', target: name, limit: 20 }, signal }),
    meta: live({ everyMs: 30_000 }),
  })
}

/** Changes an upstream and puts the answer into the list, so that nothing jumps back until the next read. */
export async function applyUpstreamChange(queries: QueryClient, name: string, change: UpstreamChange) {
  const changed = await changeUpstream({ path: { name }, body: change })
  queries.setQueryData<ListUpstreamsResponse>(upstreamsQuery().queryKey, (before) =>
    before === undefined
      ? before
      : { ...before, data: before.data.map((each) => (each.name === name ? { ...each, ...changed } : each)) },
  )
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['upstreams'] }),
    queries.invalidateQueries({ queryKey: ['audit', 'upstream', name] }),
    queries.invalidateQueries({ queryKey: ['attention'] }),
  ])
  return changed
}
