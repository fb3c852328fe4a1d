import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { textOf } from './search.ts'

export type JobsSearch = {
  readonly state?: string | undefined
  readonly q?: string | undefined
  readonly batch?: string | undefined
}

export const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: (search): JobsSearch => ({
    state: textOf(search, 'state'),
    q: textOf(search, 'q'),
    batch: textOf(search, 'batch'),
  }),
  component: lazyRouteComponent(() => import('../jobs/Jobs.tsx'), 'Jobs'),
})
