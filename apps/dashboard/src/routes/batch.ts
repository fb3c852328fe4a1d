import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Sent } from '../format/sent-words.ts'
import { rootRoute } from './root.ts'
import { oneOf } from './search.ts'

export type BatchSearch = {
  /** Progress when absent. */
  readonly tab?: 'wall' | undefined
  /** Which clips the wall shows; all when absent. */
  readonly mark?: 'keep' | 'redo' | 'none' | undefined
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** On the way from the page that sent it. */
    readonly sent?: Sent
  }
}

export const batchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/batches/$id',
  validateSearch: (search): BatchSearch => ({
    tab: oneOf(search, 'tab', ['wall']),
    mark: oneOf(search, 'mark', ['keep', 'redo', 'none']),
  }),
  component: lazyRouteComponent(() => import('../batch/BatchPage.tsx'), 'BatchPage'),
})
