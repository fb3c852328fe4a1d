import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'

export const jobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$id',
  component: lazyRouteComponent(() => import('../job/JobPage.tsx'), 'JobPage'),
})
