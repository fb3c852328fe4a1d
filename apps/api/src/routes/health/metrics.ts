import { z } from 'zod'
import type { App } from '../../deps.ts'
import type { Metrics } from '../../metrics.ts'
import { refusals } from '../../schemas/error.ts'

export function registerMetrics(app: App, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    metrics.observe({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    })
  })
  app.get(
    '/metrics',
    {
      config: { scope: 'operate' },
      schema: {
        operationId: 'readMetrics',
        summary: 'Prometheus metrics',
        tags: ['health'],
        response: {
          200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } },
          ...refusals(401),
        },
      },
    },
    async (_request, reply) =>
      reply
        .type(metrics.contentType)
        .serializer((text: string) => text)
        .send(await metrics.text()),
  )
}
