import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'

export const atRiskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/at-risk',
  component: lazyRouteComponent(() => import('../at-risk/AtRisk.tsx'), 'AtRisk'),
})
