import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'

export const failureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/failures/$fingerprint',
  component: lazyRouteComponent(() => import('../failures/FailurePage.tsx'), 'FailurePage'),
})
