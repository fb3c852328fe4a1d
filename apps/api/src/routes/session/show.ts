import { z } from 'zod'
import { callerOf, scopes } from '../../caller.ts'
import type { App } from '../../deps.ts'
import { refusals } from '../../schemas/error.ts'

const callerSchema = z.object({
  object: z.literal('session'),
  owner_id: z.string(),
  owner: z.string().describe('the owner’s name'),
  key_id: z.string(),
  key_name: z.string(),
  scopes: z.array(z.enum(scopes)),
  via: z.enum(['key', 'session']),
})

/** Says who is asking; a page finds out with it whether it must ask for the key, and what the key may do. */
export function registerShowSession(app: App): void {
  app.get(
    '/v1/session',
    {
      config: { scope: 'any' },
      schema: {
        operationId: 'showSession',
        summary: 'Who is asking, and what the key may do',
        tags: ['session'],
        response: { 200: callerSchema, ...refusals(401) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return {
        object: 'session' as const,
        owner_id: caller.ownerId,
        owner: caller.ownerName,
        key_id: caller.keyId,
        key_name: caller.keyName,
        scopes: [...caller.scopes],
        via: caller.via,
      }
    },
  )
}
