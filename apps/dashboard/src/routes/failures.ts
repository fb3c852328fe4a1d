import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'

export const failuresRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/failures',
  component: lazyRouteComponent(() => import('../failures/Failures.tsx'), 'Failures'),
})
