import { queryOptions } from '@tanstack/react-query'
import { listAtRisk } from './client.ts'
import { live } from './live.ts'

/** The most the api tells at once; the link that dies first is among them in any case. */
export const atRiskMax = 200

export function atRiskQuery() {
  return queryOptions({
    queryKey: ['at-risk'],
    queryFn: ({ signal }) => listAtRisk({ query: { limit: atRiskMax }, signal }),
    meta: live({ on: ['jobs'], atMostEveryMs: 5_000, everyMs: 30_000 }),
  })
}
