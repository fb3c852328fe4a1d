import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listJobs, showJob } from './client.ts'
import type { ListJobsData } from './gen/types.gen.ts'
import { live } from './live.ts'

export type JobFilter = Omit<NonNullable<ListJobsData['query']>, 'limit' | 'cursor'>

const pageSize = 100

export function jobsQuery(filter: JobFilter) {
  return infiniteQueryOptions({
    queryKey: ['jobs', filter],
    queryFn: ({ pageParam, signal }) =>
      listJobs({ query: { ...filter, limit: pageSize, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ on: ['jobs'], atMostEveryMs: 2_000, pagesMax: 5 }),
  })
}

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => showJob({ path: { id }, signal }),
    meta: live({ on: ['jobs'] }),
  })
}
