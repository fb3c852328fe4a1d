import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { oneOf } from './search.ts'

export type CostsSearch = { readonly by?: 'upstream' | 'model' | 'batch' | 'key' | undefined }

export const costsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/costs',
  validateSearch: (search): CostsSearch => ({
    by: oneOf(search, 'by', ['upstream', 'model', 'batch', 'key']),
  }),
  component: lazyRouteComponent(() => import('../costs/Costs.tsx'), 'Costs'),
})
