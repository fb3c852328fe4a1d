import { type AuditEntry, adminOwnerId, writeAuditEntries } from '@reelkeep/db'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App, AppDeps } from '../../deps.ts'
import { ApiError } from '../../errors.ts'
import { readKeyText } from '../../keys/key-text.ts'
import type { KeyDesk } from '../../keys/open-keys.ts'
import { createRequestRates } from '../../keys/request-rates.ts'
import { refusals } from '../../schemas/error.ts'
import { momentSchema } from '../../schemas/values.ts'
import { createSessions, sessionAbsoluteMs } from '../../session.ts'
import { writeSessionCookie } from '../../session-cookie.ts'

const bodySchema = z.strictObject({ key: z.string().min(1).max(1_000) })
const sessionSchema = z.object({ object: z.literal('session'), expires_at: momentSchema.nullable() })

const refusalsPerMinute = 30

/** Trades a key for a cookie, so that the page never has to keep the key. The session may what the key may. */
export function registerCreateSession(app: App, deps: AppDeps, { opener }: KeyDesk): void {
  const { config, clock } = deps
  const refusedRates = createRequestRates(clock)
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
      const text = request.body.key.trim()
      const { keyId, ownerId } = await opener.openText(text).catch(async (error: unknown) => {
        await noteRefusal(request, text, error)
        throw error
      })
      const entry = { ownerId, actor: keyId, action: 'signed-in', target: keyId, reason: null }
      await note(request, entry)
      const now = clock.now()
      writeSessionCookie(request, reply, sessions.seal({ keyId, signedInAt: now, seenAt: now }))
      const expiresAt = new Date(now.getTime() + sessionAbsoluteMs)
      return reply.code(201).send({ object: 'session', expires_at: expiresAt.toISOString() })
    },
  )

  /** A guesser fills no table: so many a minute are written, and all of them are in the log. */
  async function noteRefusal(request: FastifyRequest, text: string, error: unknown): Promise<void> {
    if (!(error instanceof ApiError) || error.type !== 'authentication') return
    if (refusedRates.take('refused', refusalsPerMinute) !== null) return
    const reading = readKeyText(text)
    const target = reading.outcome === 'key' ? reading.key.id : 'no key of this server'
    await note(request, {
      ownerId: adminOwnerId,
      actor: 'nobody',
      action: 'sign-in-refused',
      target,
      reason: error.code,
    })
  }

  /** The configuration's key needs no database, and must open the page while there is none. */
  async function note(request: FastifyRequest, entry: Omit<AuditEntry, 'requestId' | 'ip'>): Promise<void> {
    try {
      await writeAuditEntries(deps.db, [{ ...entry, requestId: request.id, ip: request.ip }])
    } catch (cause) {
      request.log.warn(
        { request_id: request.id, action: entry.action, cause: String(cause) },
        'not in the audit',
      )
    }
  }
}
