import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App, AppDeps } from '../../deps.ts'
import { allowPage, pagePolicy } from '../../plugins/security-headers.ts'
import { storeOrigins } from '../../store-reach.ts'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Reelkeep</title>
<h1>Reelkeep is running</h1>
<p>The dashboard is not built here. Build it with <code>npx vite build apps/dashboard</code> and start again.</p>
<p><a href="/docs">The API’s contract</a></p></html>`

/** The dashboard's page and its files; without them a page that says so. */
export async function registerDashboard(app: App, { config, store }: AppDeps): Promise<void> {
  const policy = pagePolicy(storeOrigins(store.settings))
  if (!existsSync(join(config.dashboardDir, 'index.html'))) {
    app.get('/', { config: { public: true }, schema: { hide: true } }, async (_request, reply) => {
      allowPage(reply, policy)
      return reply
        .type('text/html; charset=utf-8')
        .serializer((page: string) => page)
        .send(notBuilt)
    })
    return
  }
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true }
    })
    scope.addHook('onRequest', async (_request, reply) => allowPage(reply, policy))
    await scope.register(fastifyStatic, {
      root: config.dashboardDir,
      // Only files that exist when we start are served; nothing else of the folder can be asked for.
      wildcard: false,
      schemaHide: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // File names of assets carry a hash of their content; the page itself must be asked for again.
        const isAsset = /[\\/]assets[\\/]/.test(path)
        reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  })
}
