import { queryOptions } from '@tanstack/react-query'
import { countJobs, listKeys } from './client.ts'
import { live } from './live.ts'
import type { Key } from './types.ts'

export function keysQuery() {
  return queryOptions({
    queryKey: ['keys'],
    queryFn: ({ signal }) => listKeys({ query: { limit: 200 }, signal }),
    meta: live({ everyMs: 30_000 }),
  })
}

/** Jobs that a key sent and that were not sent on yet, whosever they are. */
export function queuedOfKeyQuery({ id, owner }: Pick<Key, 'id' | 'owner'>) {
  return queryOptions({
    queryKey: ['jobs-count', 'of-key', id],
    queryFn: ({ signal }) =>
      countJobs({ query: { key: id, state: 'queued' }, headers: { 'reelkeep-owner': owner }, signal }),
  })
}
