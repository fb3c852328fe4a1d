import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { textOf } from './search.ts'

/** Filters of GET /v1/jobs that the address of the page may hold; the same names, the same texts. */
export const jobFilterNames = [
  'q',
  'state',
  'reason',
  'batch',
  'key',
  'upstream',
  'model',
  'operation',
  'custom_id',
  'task_id',
  'from',
  'to',
  'cost_min',
  'cost_max',
  'overdue',
  'mismatch',
  'waiting_for',
  'mark',
  'fingerprint',
] as const

export type JobsSearch = { readonly [Name in (typeof jobFilterNames)[number]]?: string | undefined }

export const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: (search): JobsSearch =>
    Object.fromEntries(jobFilterNames.map((name) => [name, textOf(search, name)])),
  component: lazyRouteComponent(() => import('../jobs/Jobs.tsx'), 'Jobs'),
})
