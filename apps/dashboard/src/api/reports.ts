import { queryOptions } from '@tanstack/react-query'
import { listKeys, listUpstreams, readStats } from './client.ts'
import { live } from './live.ts'

export function statsQuery() {
  return queryOptions({
    queryKey: ['stats'],
    queryFn: ({ signal }) => readStats({ signal }),
    meta: live({ on: ['jobs', 'batch'], atMostEveryMs: 5_000 }),
  })
}

export function upstreamsQuery() {
  return queryOptions({
    queryKey: ['upstreams'],
    queryFn: ({ signal }) => listUpstreams({ signal }),
    meta: live({ everyMs: 5_000 }),
  })
}

export function keysQuery() {
  return queryOptions({
    queryKey: ['keys'],
    queryFn: ({ signal }) => listKeys({ query: { limit: 200 }, signal }),
    meta: live({ everyMs: 30_000 }),
  })
}
