import { queryOptions } from '@tanstack/react-query'
import { listKeys } from './client.ts'
import { live } from './live.ts'

export function keysQuery() {
  return queryOptions({
    queryKey: ['keys'],
    queryFn: ({ signal }) => listKeys({ query: { limit: 200 }, signal }),
    meta: live({ everyMs: 30_000 }),
  })
}
