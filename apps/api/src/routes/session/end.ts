import { writeAuditEntries } from '@reelkeep/db'
import { z } from 'zod'
import { auditedBy, callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { refusals } from '../../schemas/error.ts'
import { clearSessionCookie } from '../../session-cookie.ts'

/** Signs out; the cookie is taken back. */
export function registerEndSession(app: App, { db }: AppDeps): void {
  app.delete(
    '/v1/session',
    {
      config: { scope: 'any' },
      schema: {
        operationId: 'endSession',
        summary: 'Sign out',
        tags: ['session'],
        response: { 204: z.null(), ...refusals(401, 403, 503) },
      },
    },
    async (request, reply) => {
      clearSessionCookie(request, reply)
      const { ownerId, keyId, via } = callerOf(request)
      if (via === 'session') {
        const entry = { ownerId, action: 'signed-out', target: keyId, reason: null }
        await writeAuditEntries(db, [{ ...entry, ...auditedBy(request) }])
      }
      return reply.code(204).send(null)
    },
  )
}
