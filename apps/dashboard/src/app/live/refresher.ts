import type { Query, QueryClient } from '@tanstack/react-query'
import type { Topic } from '../../api/live.ts'

export type Refresher = {
  /** Something of these topics moved: what shows it is read again, each query at its own pace. */
  moved(topics: readonly Topic[]): void
  /** Everything that is kept fresh is read again now. */
  all(): void
  /** What was about to be read is left; used while paused. */
  rest(): void
}

const atMostEveryMsUsual = 1_000
const lookEveryMs = 500

/**
 * Reads queries again as their `meta.live` asks. A burst of events costs one request: the first is answered at once,
 * the others together when the query's pace allows.
 */
export function createRefresher(queries: QueryClient, now: () => number = Date.now): Refresher {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()
  const readAt = new Map<string, number>()

  const read = (query: Query) => {
    waiting.delete(query.queryHash)
    readAt.set(query.queryHash, now())
    // A read that is under way began before the event or will show it; called off and begun anew, it might never end.
    void queries.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
  }

  const schedule = (query: Query) => {
    const { live } = query.meta ?? {}
    if (live === undefined || waiting.has(query.queryHash) || isTooLong(query)) return
    const pace = live.atMostEveryMs ?? atMostEveryMsUsual
    const last = Math.max(readAt.get(query.queryHash) ?? 0, query.state.dataUpdatedAt)
    const waitMs = Math.max(0, last + pace - now())
    waiting.set(
      query.queryHash,
      setTimeout(() => read(query), waitMs),
    )
  }

  const each = (choose: (query: Query) => boolean) => {
    for (const query of queries.getQueryCache().findAll({ predicate: choose })) schedule(query)
  }

  return {
    moved: (topics) => each(({ meta }) => meta?.live?.on?.some((topic) => topics.includes(topic)) === true),
    all: () => each(({ meta }) => meta?.live !== undefined),
    rest: () => {
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}

/** What no event announces is read by the clock; returns the way out. */
export function followClock(queries: QueryClient): () => void {
  const timer = setInterval(() => {
    for (const query of queries.getQueryCache().getAll()) {
      const everyMs = query.meta?.live?.everyMs
      if (everyMs === undefined || !query.isActive() || isTooLong(query)) continue
      const isDue = Date.now() - Math.max(query.state.dataUpdatedAt, query.state.errorUpdatedAt) >= everyMs
      if (isDue && query.state.fetchStatus === 'idle') void query.fetch()
    }
  }, lookEveryMs)
  return () => clearInterval(timer)
}

/** A list that was scrolled far would be read anew from its first page to its last. */
export function isTooLong(query: Pick<Query, 'meta' | 'state'>): boolean {
  const pagesMax = query.meta?.live?.pagesMax
  const { data } = query.state
  if (pagesMax === undefined || typeof data !== 'object' || data === null || !('pages' in data)) return false
  return Array.isArray(data.pages) && data.pages.length > pagesMax
}
