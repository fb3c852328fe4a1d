import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import { PageMissing } from '../app/PageMissing.tsx'
import { Shell } from '../app/Shell.tsx'

/** What loaders may use. */
export type RouterContext = { readonly queries: QueryClient }

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Shell,
  notFoundComponent: PageMissing,
})
