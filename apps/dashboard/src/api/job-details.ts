import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  explainJob,
  listExchanges,
  listJobEvents,
  listJobLedger,
  listJobs,
  listNeighbours,
  listRowJobs,
  listSubmissions,
} from './client.ts'
import type { ListExchangesResponse } from './gen/types.gen.ts'
import { live } from './live.ts'
import type { HistoryEvent } from './types.ts'

export type { Explanation, LedgerEntry, Share, Submission } from './gen/types.gen.ts'
export type Exchange = ListExchangesResponse['data'][number]

const pageSize = 200
/** A job with more lines than that has a history nobody reads to its end; the page says that it stops there. */
const eventsMax = 2_000

export function explanationQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id, 'explanation'],
    queryFn: ({ signal }) => explainJob({ path: { id }, signal }),
    // What it waits for is worked out on reading: a gate or a budget that moves rings for no job.
    meta: live({ on: ['jobs', 'batch', 'upstream'], everyMs: 5_000 }),
  })
}

/** All of a job's history, oldest first. */
export function historyQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id, 'history'],
    queryFn: async ({ signal }) => {
      const events: HistoryEvent[] = []
      let cursor: string | null = null
      do {
        const query: { limit: number; cursor?: string } = {
          limit: pageSize,
          ...(cursor !== null && { cursor }),
        }
        const page = await listJobEvents({ path: { id }, query, signal })
        events.push(...page.data)
        cursor = page.next_cursor
      } while (cursor !== null && events.length < eventsMax)
      return { events, isCut: cursor !== null }
    },
    meta: live({ on: ['jobs'] }),
  })
}

export function exchangesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['job', id, 'exchanges'],
    queryFn: ({ pageParam, signal }) =>
      listExchanges({ path: { id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ on: ['jobs'], pagesMax: 4 }),
  })
}

export function submissionsQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id, 'submissions'],
    queryFn: ({ signal }) => listSubmissions({ path: { id }, query: { limit: pageSize }, signal }),
    meta: live({ on: ['jobs'] }),
  })
}

export function ledgerQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id, 'ledger'],
    queryFn: ({ signal }) => listJobLedger({ path: { id }, query: { limit: pageSize }, signal }),
    meta: live({ on: ['jobs'] }),
  })
}

/** The other jobs of its row: takes, and the one that replaced it. */
export function rowJobsQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id, 'row'],
    queryFn: ({ signal }) => listRowJobs({ path: { id }, signal }),
    meta: live({ on: ['jobs'], atMostEveryMs: 5_000 }),
  })
}

/** Who has this task already: at most one job of ours. */
export function taskHolderQuery(taskId: string) {
  return queryOptions({
    queryKey: ['jobs', 'of-task', taskId],
    queryFn: ({ signal }) => listJobs({ query: { task_id: taskId, limit: 2 }, signal }),
    enabled: taskId !== '',
  })
}

/** Tasks that the same upstream took at about the same time: in its console they stand beside a lost one. */
export function neighboursQuery(id: string) {
  return queryOptions({
    queryKey: ['job', id, 'neighbours'],
    queryFn: ({ signal }) => listNeighbours({ path: { id }, signal }),
  })
}
