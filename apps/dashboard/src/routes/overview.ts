import { createRoute, redirect } from '@tanstack/react-router'
import { Overview } from '../overview/Overview.tsx'
import { rootRoute } from './root.ts'
import { textOf } from './search.ts'

type FormerSearch = {
  readonly job?: string | undefined
  readonly batch?: string | undefined
  readonly state?: string | undefined
  readonly q?: string | undefined
}

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  // Addresses of the page's first form, which exports and old links hold: they stay valid.
  validateSearch: (search): FormerSearch => ({
    job: textOf(search, 'job'),
    batch: textOf(search, 'batch'),
    state: textOf(search, 'state'),
    q: textOf(search, 'q'),
  }),
  beforeLoad: ({ search: { job, batch, state, q } }) => {
    if (job !== undefined) throw redirect({ to: '/jobs/$id', params: { id: job }, replace: true })
    if (state !== undefined || q !== undefined)
      throw redirect({ to: '/jobs', search: { batch, state, q }, replace: true })
    if (batch !== undefined) throw redirect({ to: '/batches/$id', params: { id: batch }, replace: true })
  },
  component: Overview,
})
