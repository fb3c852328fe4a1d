import type { ReactNode } from 'react'
import { ErrorState } from './ErrorState.tsx'
import { Skeleton } from './Skeleton.tsx'

type Query<Reply> = {
  readonly data: Reply | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
}

type Props<Reply> = {
  readonly query: Query<Reply>
  readonly loading?: ReactNode
  readonly children: (data: Reply) => ReactNode
}

/**
 * What a query shows: loading, failed with another try, or its data. Data stays while a later read fails; the header
 * says that it is stale.
 */
export function QueryState<Reply>({ query, loading, children }: Props<Reply>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return loading ?? <Skeleton />
}
