import { queryOptions } from '@tanstack/react-query'
import { listAttention } from './client.ts'
import { live } from './live.ts'

export function attentionQuery() {
  return queryOptions({
    queryKey: ['attention'],
    queryFn: ({ signal }) => listAttention({ signal }),
    // Gates close and links die without an event of a job.
    meta: live({ on: ['jobs', 'batch'], atMostEveryMs: 5_000, everyMs: 15_000 }),
  })
}
