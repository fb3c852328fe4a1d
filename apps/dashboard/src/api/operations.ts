import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listOperationResults, listOperations, showOperation } from './client.ts'
import type { ListOperationResultsData } from './gen/types.gen.ts'
import { live } from './live.ts'

export type Outcome = NonNullable<NonNullable<ListOperationResultsData['query']>['outcome']>

export function operationQuery(id: string) {
  return queryOptions({
    queryKey: ['operation', id],
    queryFn: ({ signal }) => showOperation({ path: { id }, signal }),
    meta: live({ on: ['jobs', 'operation'], everyMs: 2_000 }),
  })
}

export function operationResultsQuery(id: string, outcome: Outcome | undefined) {
  return infiniteQueryOptions({
    queryKey: ['operation', id, 'results', outcome],
    queryFn: ({ pageParam, signal }) =>
      listOperationResults({
        path: { id },
        query: { limit: 100, ...(outcome && { outcome }), ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ everyMs: 3_000, pagesMax: 3 }),
  })
}

export function operationsQuery() {
  return infiniteQueryOptions({
    queryKey: ['operations'],
    queryFn: ({ pageParam, signal }) =>
      listOperations({ query: { limit: 50, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ everyMs: 5_000, pagesMax: 3 }),
  })
}
