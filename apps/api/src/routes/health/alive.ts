import { z } from 'zod'
import type { App } from '../../deps.ts'

/** The process runs and its event loop turns; asks nothing else. */
export function registerAlive(app: App): void {
  app.get(
    '/healthz',
    {
      config: { public: true },
      schema: {
        operationId: 'alive',
        summary: 'Alive',
        tags: ['health'],
        security: [],
        response: { 200: z.object({ status: z.literal('alive') }) },
      },
    },
    async () => ({ status: 'alive' as const }),
  )
}
