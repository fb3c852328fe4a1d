import { z } from 'zod'
import type { App, AppDeps } from '../../deps.ts'
import { checkReadiness, readinessParts } from '../../readiness.ts'

const partSchema = z.object({ ok: z.boolean(), message: z.string().nullable() })

const readinessSchema = z
  .object({
    status: z.enum(['ready', 'degraded', 'unready']),
    down: z.array(z.enum(readinessParts)),
    warnings: z.array(z.string()).describe('what works and needs a person all the same'),
    checks: z.object({ postgres: partSchema, migrations: partSchema, queue: partSchema, store: partSchema }),
  })
  .meta({ id: 'Readiness' })

/** 503 when nothing can be promised. With queue or store away requests are taken, so it stays 200 and names them. */
export function registerReady(app: App, deps: AppDeps): void {
  app.get(
    '/readyz',
    {
      config: { public: true },
      schema: {
        operationId: 'ready',
        summary: 'Can serve; names what is down',
        tags: ['health'],
        security: [],
        response: { 200: readinessSchema, 503: readinessSchema },
      },
    },
    async (_request, reply) => {
      const { status, down, checks, warnings } = await checkReadiness(deps)
      if (status === 'unready') reply.header('retry-after', 5)
      return reply
        .code(status === 'unready' ? 503 : 200)
        .send({ status, down: [...down], checks, warnings: [...warnings] })
    },
  )
}
