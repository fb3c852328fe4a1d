import { queryOptions } from '@tanstack/react-query'
import { showBatch, showKey } from './client.ts'

/** Names hardly ever change, and one that is a moment old misleads nobody. */
const staleMs = 300_000

/** What a batch of the caller's owner is called. */
export function batchNameQuery(id: string) {
  return queryOptions({
    queryKey: ['name', id],
    queryFn: async ({ signal }) => (await showBatch({ path: { id }, signal })).name,
    staleTime: staleMs,
    retry: false,
  })
}

/** What a key is called. Needs the scope admin. */
export function keyNameQuery(id: string) {
  return queryOptions({
    queryKey: ['name', id],
    queryFn: async ({ signal }) => (await showKey({ path: { id }, signal })).name,
    staleTime: staleMs,
    retry: false,
  })
}
