import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { countJobs, listJobs, showJob } from './client.ts'
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

/** How many match, counted up to ten thousand. */
export function jobCountQuery(filter: JobFilter) {
  return queryOptions({
    queryKey: ['jobs-count', filter],
    queryFn: ({ signal }) => countJobs({ query: filter, signal }),
    meta: live({ on: ['jobs'], atMostEveryMs: 5_000 }),
  })
}

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => showJob({ path: { id }, signal }),
    meta: live({ on: ['jobs'] }),
  })
}
