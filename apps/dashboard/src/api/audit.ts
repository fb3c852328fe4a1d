import { infiniteQueryOptions } from '@tanstack/react-query'
import { listAudit } from './client.ts'
import type { ListAuditData } from './gen/types.gen.ts'
import { live } from './live.ts'

export type AuditFilter = Omit<NonNullable<ListAuditData['query']>, 'limit' | 'cursor'>

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      listAudit({ query: { ...filter, limit: 100, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: live({ everyMs: 10_000, pagesMax: 3 }),
  })
}
