import fastifyCookie from '@fastify/cookie'
import { type FastifyBaseLogger, fastify, LogController } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { createActivityFeed } from './activity-feed.ts'
import type { App, AppDeps } from './deps.ts'
import { openKeyDesk } from './keys/open-keys.ts'
import { createMetrics } from './metrics.ts'
import { registerDocs, registerOpenapi } from './openapi.ts'
import { registerAuth } from './plugins/auth.ts'
import { registerErrorHandler } from './plugins/error-handler.ts'
import { registerIdempotency } from './plugins/idempotency.ts'
import { registerJsonBody } from './plugins/json-body.ts'
import { registerRequestLog, requestIdFor } from './plugins/request-log.ts'
import { registerScopes } from './plugins/scopes.ts'
import { registerSecurityHeaders } from './plugins/security-headers.ts'
import { registerValidation } from './plugins/validation.ts'
import { registerRoutes } from './routes.ts'

const bodyLimitBytes = 1024 * 1024
/** Of a request's head and body together; files have a route of their own with more time. */
const requestTimeoutMs = 600_000
const handlerTimeoutMs = 30_000
const keepAliveTimeoutMs = 65_000

/** The whole api around what it is given; listens to nothing yet. */
export async function buildApp(deps: AppDeps, log: FastifyBaseLogger): Promise<App> {
  const app: App = fastify({
    loggerInstance: log,
    // The request log writes the one line itself.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdFor,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    handlerTimeout: handlerTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    // Streams and keep-alive connections must not hold up the end.
    forceCloseConnections: true,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>()
  app.setSerializerCompiler(serializerCompiler)
  registerValidation(app)
  registerJsonBody(app)
  registerErrorHandler(app)
  registerScopes(app)
  await registerOpenapi(app)
  await app.register(fastifyCookie)
  registerRequestLog(app)
  registerSecurityHeaders(app)
  const desk = openKeyDesk(deps)
  registerAuth(app, deps, desk)
  registerIdempotency(app, deps)
  const feed = createActivityFeed(deps.db)
  app.addHook('preClose', async () => feed.close())
  await registerRoutes(app, deps, { feed, metrics: createMetrics(deps), desk })
  await registerDocs(app)
  await app.ready()
  return app
}
