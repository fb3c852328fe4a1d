import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listBatches, showBatch } from './client.ts'
import { live } from './live.ts'

export function batchesQuery() {
  return infiniteQueryOptions({
    queryKey: ['batches'],
    queryFn: ({ pageParam, signal }) =>
      listBatches({ query: { limit: 50, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ on: ['batch'], atMostEveryMs: 2_000, pagesMax: 5 }),
  })
}

export function batchQuery(id: string) {
  return queryOptions({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => showBatch({ path: { id }, signal }),
    meta: live({ on: ['batch'] }),
  })
}
