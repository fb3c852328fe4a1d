import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { live } from '../src/api/live.ts'
import { createRefresher, followClock } from '../src/app/live/refresher.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A query that somebody looks at, and how often it was read. */
function watched(queries: QueryClient, name: string, meta: ReturnType<typeof live>, data: unknown = 1) {
  let reads = 0
  const observer = new QueryObserver(queries, {
    queryKey: [name],
    queryFn: async () => {
      reads += 1
      return data
    },
    meta,
  })
  observer.subscribe(() => undefined)
  return () => reads
}

test('an event is followed at once, and a burst of them by one more read', async () => {
  const queries = new QueryClient()
  const jobs = watched(queries, 'jobs', live({ on: ['jobs'] }))
  const batches = watched(queries, 'batches', live({ on: ['batch'] }))
  await vi.advanceTimersByTimeAsync(5_000)
  const refresher = createRefresher(queries)
  refresher.moved(['jobs'])
  await vi.advanceTimersByTimeAsync(0)
  expect(jobs(), 'the first event').toBe(2)
  for (let event = 0; event < 50; event += 1) {
    refresher.moved(['jobs'])
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(jobs(), 'within a second').toBe(2)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(jobs()).toBe(3)
  expect(batches(), 'what the events do not concern').toBe(1)
})

test('a dear query keeps its own pace', async () => {
  const queries = new QueryClient()
  const costs = watched(queries, 'costs', live({ on: ['jobs'], atMostEveryMs: 10_000 }))
  await vi.advanceTimersByTimeAsync(0)
  const refresher = createRefresher(queries)
  for (let second = 0; second < 20; second += 1) {
    refresher.moved(['jobs'])
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(costs()).toBe(3)
})

test('at rest nothing is read any more', async () => {
  const queries = new QueryClient()
  const jobs = watched(queries, 'jobs', live({ on: ['jobs'] }))
  await vi.advanceTimersByTimeAsync(0)
  const refresher = createRefresher(queries)
  refresher.moved(['jobs'])
  refresher.rest()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(jobs()).toBe(1)
})

test('what no event announces is read by the clock, and a list that was scrolled far is left', async () => {
  const queries = new QueryClient()
  const gates = watched(queries, 'upstreams', live({ everyMs: 5_000 }))
  const far = watched(queries, 'far', live({ on: ['jobs'], everyMs: 5_000, pagesMax: 2 }), {
    pages: [1, 2, 3],
  })
  const leave = followClock(queries)
  await vi.advanceTimersByTimeAsync(11_000)
  createRefresher(queries).all()
  await vi.advanceTimersByTimeAsync(3_000)
  leave()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(gates()).toBe(4)
  expect(far()).toBe(1)
})
