import { queryOptions } from '@tanstack/react-query'
import { sumCosts } from './client.ts'
import type { SumCostsData } from './gen/types.gen.ts'
import { live } from './live.ts'

export function costsQuery(query: NonNullable<SumCostsData['query']>) {
  return queryOptions({
    queryKey: ['costs', query],
    queryFn: ({ signal }) => sumCosts({ query, signal }),
    meta: live({ on: ['jobs'], atMostEveryMs: 10_000 }),
  })
}
