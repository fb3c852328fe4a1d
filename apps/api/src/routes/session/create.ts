import { z } from 'zod'
import type { App, AppDeps } from '../../deps.ts'
import type { KeyDesk } from '../../keys/open-keys.ts'
import { refusals } from '../../schemas/error.ts'
import { momentSchema } from '../../schemas/values.ts'
import { createSessions, sessionAbsoluteMs } from '../../session.ts'
import { writeSessionCookie } from '../../session-cookie.ts'

const bodySchema = z.strictObject({ key: z.string().min(1).max(1_000) })
const sessionSchema = z.object({ object: z.literal('session'), expires_at: momentSchema.nullable() })

/** Trades a key for a cookie, so that the page never has to keep the key. The session may what the key may. */
export function registerCreateSession(app: App, { config, clock }: AppDeps, { opener }: KeyDesk): void {
  const sessions = createSessions(config.secret, config.adminKey)
  app.post(
    '/v1/session',
    {
      config: { public: true },
      schema: {
        operationId: 'createSession',
        summary: 'Sign in: trade a key for a session cookie',
        tags: ['session'],
        security: [],
        body: bodySchema,
        response: { 201: sessionSchema, ...refusals(400, 401, 503) },
      },
    },
    async (request, reply) => {
      const { keyId } = await opener.openText(request.body.key.trim())
      const now = clock.now()
      writeSessionCookie(request, reply, sessions.seal({ keyId, signedInAt: now, seenAt: now }))
      const expiresAt = new Date(now.getTime() + sessionAbsoluteMs)
      return reply.code(201).send({ object: 'session', expires_at: expiresAt.toISOString() })
    },
  )
}
