import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'

export const newBatchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/batches/new',
  component: lazyRouteComponent(() => import('../new-batch/NewBatch.tsx'), 'NewBatch'),
})
