import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listFailures, showFailure } from './client.ts'
import type { ListFailuresData } from './gen/types.gen.ts'
import { live } from './live.ts'

export type FailureFilter = Omit<NonNullable<ListFailuresData['query']>, 'limit' | 'cursor'>

export function failuresQuery(filter: FailureFilter) {
  return infiniteQueryOptions({
    queryKey: ['failures', filter],
    queryFn: ({ pageParam, signal }) =>
      listFailures({ query: { ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ on: ['failures', 'jobs'], atMostEveryMs: 5_000, pagesMax: 3 }),
  })
}

export function failureQuery(fingerprint: string, from: string | undefined) {
  return queryOptions({
    queryKey: ['failure', fingerprint, from],
    queryFn: ({ signal }) =>
      showFailure({ path: { fingerprint }, query: { ...(from !== undefined && { from }) }, signal }),
    meta: live({ on: ['failures', 'jobs'], atMostEveryMs: 5_000 }),
  })
}
