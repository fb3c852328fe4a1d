import { queryOptions } from '@tanstack/react-query'
import { listWorkers } from './client.ts'
import { live } from './live.ts'

export function workersQuery() {
  return queryOptions({
    queryKey: ['workers'],
    queryFn: ({ signal }) => listWorkers({ query: { limit: 200 }, signal }),
    meta: live({ everyMs: 5_000 }),
  })
}
