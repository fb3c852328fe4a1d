import {
  focusManager,
  InfiniteQueryObserver,
  MutationObserver,
  onlineManager,
  QueryClient,
} from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { live } from '../src/api/live.ts'
import { changeLiveState } from '../src/app/live/live-state.ts'
import { actionRules, refetchRules } from '../src/app/live/refetch-rules.ts'

afterEach(() => {
  focusManager.setFocused(undefined)
  onlineManager.setOnline(true)
  changeLiveState({ pausedAt: null })
})

/** A list of which so many pages were read, and how often a page was asked for since. */
function scrolled(pages: number) {
  const queries = new QueryClient({ defaultOptions: { queries: { ...refetchRules, staleTime: 0 } } })
  queries.setQueryData(
    ['jobs'],
    { pages: Array.from({ length: pages }, (_, page) => page), pageParams: Array(pages).fill(0) },
    { updatedAt: 1 },
  )
  const reads: unknown[] = []
  queries.mount()
  const observer = new InfiniteQueryObserver(queries, {
    queryKey: ['jobs'],
    queryFn: async ({ pageParam }) => reads.push(pageParam),
    initialPageParam: 0,
    getNextPageParam: () => 0,
    meta: live({ on: ['jobs'], pagesMax: 5 }),
  })
  const leave = observer.subscribe(() => undefined)
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0))
  return {
    reads,
    refocus: async () => {
      focusManager.setFocused(false)
      focusManager.setFocused(true)
      for (let turn = 0; turn < 10; turn += 1) await settle()
    },
    leave,
  }
}

test('a short list is read again when the page is looked at again', async () => {
  const list = scrolled(1)
  await list.refocus()
  list.leave()
  expect(list.reads.length).toBeGreaterThan(0)
})

test('a list that was scrolled far is not read from its first page to its last by a look at the tab', async () => {
  const list = scrolled(100)
  await list.refocus()
  list.leave()
  expect(list.reads).toEqual([])
})

test('nothing is read by itself while paused', async () => {
  changeLiveState({ pausedAt: new Date() })
  const list = scrolled(1)
  list.reads.length = 0
  await list.refocus()
  list.leave()
  expect(list.reads.length, 'but for the first look').toBeLessThanOrEqual(1)
})

test('an action that is pressed while offline fails at once, and is not done later by itself', async () => {
  onlineManager.setOnline(false)
  const queries = new QueryClient({ defaultOptions: { mutations: actionRules } })
  queries.mount()
  const sent: string[] = []
  const retrying = new MutationObserver(queries, {
    mutationFn: async () => {
      sent.push(onlineManager.isOnline() ? 'later' : 'at once')
      throw new Error('no network')
    },
  })
  const outcome = retrying.mutate().catch((error: Error) => error.message)
  await new Promise((resolve) => setTimeout(resolve, 5))
  onlineManager.setOnline(true)
  expect(await outcome).toBe('no network')
  expect(sent).toEqual(['at once'])
})
