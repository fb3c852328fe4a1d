import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { oneOf, textOf } from './search.ts'

export type AuditSearch = {
  readonly q?: string | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly owner?: 'all' | undefined
}

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: (search): AuditSearch => ({
    q: textOf(search, 'q'),
    actor: textOf(search, 'actor'),
    action: textOf(search, 'action'),
    target: textOf(search, 'target'),
    owner: oneOf(search, 'owner', ['all']),
  }),
  component: lazyRouteComponent(() => import('../audit/Audit.tsx'), 'Audit'),
})
