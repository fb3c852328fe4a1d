import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { oneOf, textOf } from './search.ts'

export type FailuresSearch = {
  /** Open when absent. */
  readonly status?: 'resolved' | 'ignored' | 'all' | undefined
  /** How many days back; 7 when absent. */
  readonly days?: '1' | '30' | '90' | undefined
  readonly upstream?: string | undefined
  readonly model?: string | undefined
  readonly batch?: string | undefined
}

export const failuresRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/failures',
  validateSearch: (search): FailuresSearch => ({
    status: oneOf(search, 'status', ['resolved', 'ignored', 'all']),
    days: oneOf(search, 'days', ['1', '30', '90']),
    upstream: textOf(search, 'upstream'),
    model: textOf(search, 'model'),
    batch: textOf(search, 'batch'),
  }),
  component: lazyRouteComponent(() => import('../failures/Failures.tsx'), 'Failures'),
})
