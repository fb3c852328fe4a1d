import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { oneOf } from './search.ts'

export type OperationSearch = {
  readonly outcome?: 'done' | 'refused' | 'skipped' | 'problem' | undefined
}

export const operationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations/$id',
  validateSearch: (search): OperationSearch => ({
    outcome: oneOf(search, 'outcome', ['done', 'refused', 'skipped', 'problem']),
  }),
  component: lazyRouteComponent(() => import('../operations/OperationPage.tsx'), 'OperationPage'),
})
