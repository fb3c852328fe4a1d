import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'

export const upstreamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/upstreams',
  component: lazyRouteComponent(() => import('../upstreams/Upstreams.tsx'), 'Upstreams'),
})
