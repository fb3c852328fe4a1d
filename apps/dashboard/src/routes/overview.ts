import { createRoute, redirect } from '@tanstack/react-router'
import { type SeriesRange, seriesRanges } from '../api/stats.ts'
import { Overview } from '../overview/Overview.tsx'
import { rootRoute } from './root.ts'
import { oneOf, textOf } from './search.ts'

type OverviewSearch = {
  /** Of the charts. */
  readonly range?: SeriesRange | undefined
  readonly upstream?: string | undefined
  readonly model?: string | undefined
  readonly job?: string | undefined
  readonly batch?: string | undefined
  readonly state?: string | undefined
  readonly q?: string | undefined
}

const rangeNames = Object.keys(seriesRanges) as SeriesRange[]

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search): OverviewSearch => ({
    range: oneOf(search, 'range', rangeNames),
    upstream: textOf(search, 'upstream'),
    model: textOf(search, 'model'),
    // Addresses of the page's first form, which exports and old links hold: they stay valid.
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
