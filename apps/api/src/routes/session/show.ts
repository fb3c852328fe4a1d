import { z } from 'zod'
import { callerOf } from '../../caller.ts'
import type { App } from '../../deps.ts'
import { refusals } from '../../schemas/error.ts'

const callerSchema = z.object({
  object: z.literal('session'),
  owner_id: z.string(),
  via: z.enum(['key', 'session']),
})

/** Says who is asking; a page finds out with it whether it must ask for the key. */
export function registerShowSession(app: App): void {
  app.get(
    '/v1/session',
    {
      config: { scope: 'any' },
      schema: {
        operationId: 'showSession',
        summary: 'Who is asking',
        tags: ['session'],
        response: { 200: callerSchema, ...refusals(401) },
      },
    },
    async (request) => {
      const { ownerId, via } = callerOf(request)
      return { object: 'session' as const, owner_id: ownerId, via }
    },
  )
}
