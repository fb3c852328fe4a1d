import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { App, AppDeps } from '../../deps.ts'
import { allowPage, pagePolicy } from '../../plugins/security-headers.ts'
import { storeOrigins } from '../../store-reach.ts'
import { pagePaths } from './page-paths.ts'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Reelkeep</title>
<h1>Reelkeep is running</h1>
<p>The dashboard is not built here. Build it with <code>npx vite build apps/dashboard</code> and start again.</p>
<p><a href="/docs">The API’s contract</a></p></html>`

const noncePlace = '__CSP_NONCE__'

/** The dashboard's page at each of its addresses, and its files; without them a page that says so. */
export async function registerDashboard(app: App, { config, store }: AppDeps): Promise<void> {
  const mediaSources = storeOrigins(store.settings)
  const file = join(config.dashboardDir, 'index.html')
  const isBuilt = existsSync(file)
  const page = isBuilt ? readFileSync(file, 'utf8') : notBuilt
  for (const path of isBuilt ? pagePaths : ['/']) {
    app.get(path, { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
      sendPage(reply, page, mediaSources),
    )
  }
  if (isBuilt) await registerFiles(app, config.dashboardDir, pagePolicy(mediaSources, null))
}

/**
 * Each response has a nonce of its own, in its policy and its text alike. A copy that a browser kept would be checked
 * against the policy of a later answer, so none is kept.
 */
function sendPage(reply: FastifyReply, page: string, mediaSources: readonly string[]): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  allowPage(reply, pagePolicy(mediaSources, nonce))
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((text: string) => text)
    .send(page.replace(noncePlace, nonce))
}

async function registerFiles(app: App, folder: string, policy: string): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true }
    })
    scope.addHook('onRequest', async (_request, reply) => allowPage(reply, policy))
    await scope.register(fastifyStatic, {
      root: folder,
      // Only files that exist when we start are served; nothing else of the folder can be asked for.
      wildcard: false,
      // The page itself is sent above, never as a file: it would lack its nonce.
      index: false,
      globIgnore: ['index.html', '**/*.gz', '**/*.br'],
      // The build has put a compressed copy beside each asset.
      preCompressed: true,
      schemaHide: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // File names of assets carry a hash of their content; the others must be asked for again.
        const isAsset = /[\\/]assets[\\/]/.test(path)
        reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  })
}
