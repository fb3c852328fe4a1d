import { z } from 'zod'
import type { App } from '../../deps.ts'
import { refusals } from '../../schemas/error.ts'
import { clearSessionCookie } from '../../session-cookie.ts'

/** Signs out; the cookie is taken back. */
export function registerEndSession(app: App): void {
  app.delete(
    '/v1/session',
    {
      config: { scope: 'any' },
      schema: {
        operationId: 'endSession',
        summary: 'Sign out',
        tags: ['session'],
        response: { 204: z.null(), ...refusals(401, 403) },
      },
    },
    async (request, reply) => {
      clearSessionCookie(request, reply)
      return reply.code(204).send(null)
    },
  )
}
