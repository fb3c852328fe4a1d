import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { PageError } from '../app/PageError.tsx'
import { PageMissing } from '../app/PageMissing.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { atRiskRoute } from './at-risk.ts'
import { auditRoute } from './audit.ts'
import { batchRoute } from './batch.ts'
import { batchesRoute } from './batches.ts'
import { costsRoute } from './costs.ts'
import { failureRoute } from './failure.ts'
import { failuresRoute } from './failures.ts'
import { jobRoute } from './job.ts'
import { jobsRoute } from './jobs.ts'
import { keysRoute } from './keys.ts'
import { newBatchRoute } from './new-batch.ts'
import { operationRoute } from './operation.ts'
import { operationsRoute } from './operations.ts'
import { overviewRoute } from './overview.ts'
import { rootRoute } from './root.ts'
import { parseSearch, writeSearch } from './search.ts'
import { upstreamsRoute } from './upstreams.ts'

// The api serves the page at these addresses only: apps/api/src/routes/pages/page-paths.ts.
export const routeTree = rootRoute.addChildren([
  overviewRoute,
  jobsRoute,
  jobRoute,
  batchesRoute,
  newBatchRoute,
  batchRoute,
  failuresRoute,
  failureRoute,
  costsRoute,
  atRiskRoute,
  upstreamsRoute,
  auditRoute,
  operationsRoute,
  operationRoute,
  keysRoute,
])

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    // What is shown comes from queries, which know themselves how fresh they are.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: PageMissing,
    defaultPendingComponent: Skeleton,
    scrollRestoration: true,
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter
  }
}
