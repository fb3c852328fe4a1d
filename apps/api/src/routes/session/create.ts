import { z } from 'zod'
import type { App, AppDeps } from '../../deps.ts'
import { keyWrong } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { momentSchema } from '../../schemas/values.ts'
import { createSessions, isSameText, sessionAbsoluteMs } from '../../session.ts'
import { writeSessionCookie } from '../../session-cookie.ts'

const bodySchema = z.strictObject({ key: z.string().min(1).max(1_000) })
const sessionSchema = z.object({ object: z.literal('session'), expires_at: momentSchema.nullable() })

/** Trades the admin key for a cookie, so that the page never has to keep the key. */
export function registerCreateSession(app: App, { config, clock }: AppDeps): void {
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
        response: { 201: sessionSchema, ...refusals(400, 401) },
      },
    },
    async (request, reply) => {
      if (!isSameText(config.adminKey, request.body.key)) throw keyWrong()
      const now = clock.now()
      writeSessionCookie(request, reply, sessions.seal({ signedInAt: now, seenAt: now }))
      const expiresAt = new Date(now.getTime() + sessionAbsoluteMs)
      return reply.code(201).send({ object: 'session', expires_at: expiresAt.toISOString() })
    },
  )
}
