import { queryOptions } from '@tanstack/react-query'
import { readStats, readStatsSeries } from './client.ts'
import { live } from './live.ts'

export function statsQuery() {
  return queryOptions({
    queryKey: ['stats'],
    queryFn: ({ signal }) => readStats({ signal }),
    meta: live({ on: ['jobs', 'batch'], atMostEveryMs: 5_000 }),
  })
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How far back a series goes. */
export const seriesRanges = {
  '1h': hourMs,
  '24h': dayMs,
  '7d': 7 * dayMs,
  '30d': 30 * dayMs,
  '90d': 90 * dayMs,
} as const

export type SeriesRange = keyof typeof seriesRanges

export type SeriesWish = {
  readonly range: SeriesRange
  readonly upstream?: string | undefined
  readonly model?: string | undefined
}

/** It ends now, whenever it is read. */
export function seriesQuery({ range, upstream, model }: SeriesWish) {
  const isShort = range === '1h' || range === '24h'
  return queryOptions({
    queryKey: ['series', range, upstream, model],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - seriesRanges[range]).toISOString()
      const query = {
        from,
        ...(upstream !== undefined && { upstream }),
        ...(model !== undefined && { model }),
      }
      return readStatsSeries({ query, signal })
    },
    meta: live({ on: ['jobs'], atMostEveryMs: isShort ? 10_000 : 60_000, everyMs: 60_000 }),
  })
}
