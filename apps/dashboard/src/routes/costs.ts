import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from './root.ts'
import { oneOf, textOf } from './search.ts'

export type CostsSearch = {
  readonly by?: 'hour' | 'upstream' | 'model' | 'batch' | 'key' | undefined
  /** How many days back, today included; 30 when absent. */
  readonly days?: '7' | '90' | undefined
  /** Only this day. */
  readonly day?: string | undefined
  /** Which money, where there is both; real when absent. */
  readonly money?: 'simulated' | undefined
}

export const costsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/costs',
  validateSearch: (search): CostsSearch => ({
    by: oneOf(search, 'by', ['hour', 'upstream', 'model', 'batch', 'key']),
    days: oneOf(search, 'days', ['7', '90']),
    day: isDay(textOf(search, 'day')) ? textOf(search, 'day') : undefined,
    money: oneOf(search, 'money', ['simulated']),
  }),
  component: lazyRouteComponent(() => import('../costs/Costs.tsx'), 'Costs'),
})

function isDay(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
