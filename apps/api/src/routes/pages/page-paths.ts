/**
 * The addresses at which the dashboard's page is served; what is shown there the page decides by itself. Those of
 * apps/dashboard/src/routes, which a test there holds to this list.
 */
export const pagePaths = [
  '/',
  '/jobs',
  '/jobs/:id',
  '/batches',
  '/batches/new',
  '/batches/:id',
  '/failures',
  '/failures/:fingerprint',
  '/costs',
  '/at-risk',
  '/upstreams',
  '/audit',
  '/operations',
  '/operations/:id',
  '/keys',
] as const
