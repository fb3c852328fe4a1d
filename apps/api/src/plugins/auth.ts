import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, callerOf } from '../caller.ts'
import type { App, AppDeps } from '../deps.ts'
import {
  ApiError,
  crossSite,
  keyMissing,
  keyWrong,
  notFound,
  rateExceeded,
  scopeMissing,
  sessionOver,
} from '../errors.ts'
import type { Bearer, KeyDesk } from '../keys/open-keys.ts'
import { createRequestRates } from '../keys/request-rates.ts'
import { createSessions, type Session, type Sessions, sessionRenewAfterMs } from '../session.ts'
import { clearSessionCookie, isOverTls, readSessionCookie, writeSessionCookie } from '../session-cookie.ts'
import { requireScope } from './scopes.ts'

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Finds out who asks and whether the key may, before a byte of the body is read. Routes marked `public` are let through
 * unasked.
 */
export function registerAuth(app: App, deps: AppDeps, { opener, book }: KeyDesk): void {
  const sessions = createSessions(deps.config.secret, deps.config.adminKey)
  const rates = createRequestRates(deps.clock)
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.public === true || request.is404) return
    request.caller = await authenticate(request, reply)
    takeTurn(callerOf(request))
    requireScope(request)
    request.caller = await actingFor(request, callerOf(request))
  })

  async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const header = request.headers.authorization
    if (header !== undefined) return { ...(await opener.openText(bearerText(header))), via: 'key' }
    const cookie = readSessionCookie(request)
    if (cookie === null) throw keyMissing()
    const now = deps.clock.now()
    const session = sessions.open(cookie, now)
    if (session === null) {
      clearSessionCookie(request, reply)
      throw sessionOver()
    }
    if (!safeMethods.has(request.method) && !isSameOrigin(request)) throw crossSite()
    const bearer = await openSession(session, request, reply)
    renew(session, now, request, reply, sessions)
    return { ...bearer, via: 'session' }
  }

  /** A session ends with its key. */
  async function openSession(
    session: Session,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Bearer> {
    try {
      return await opener.openSession(session.keyId)
    } catch (error) {
      if (error instanceof ApiError && error.type === 'authentication') clearSessionCookie(request, reply)
      throw error
    }
  }

  /** Sessions draw on the bucket of their key, or a limit could be passed by signing in. */
  function takeTurn({ keyId, limits: { requestsPerMinute } }: Caller): void {
    if (requestsPerMinute === null) return
    const retryAfterS = rates.take(keyId, requestsPerMinute)
    if (retryAfterS !== null) throw rateExceeded(requestsPerMinute, retryAfterS)
  }

  /** `Reelkeep-Owner: NAME`: whose things are meant. What is made is that owner's, and is paid by this key. */
  async function actingFor(request: FastifyRequest, caller: Caller): Promise<Caller> {
    const name = request.headers['reelkeep-owner']
    if (name === undefined || name === caller.ownerName) return caller
    if (!caller.scopes.includes('admin')) throw scopeMissing('admin', caller.scopes)
    const ownerId = typeof name === 'string' ? await book.ownerId(name) : null
    if (ownerId === null) throw notFound('owner', String(name))
    return { ...caller, ownerId, ownerName: String(name) }
  }
}

function bearerText(header: string): string {
  const match = /^Bearer +(\S+) *$/i.exec(header)
  if (!match?.[1]) throw keyWrong()
  return match[1]
}

/** Browsers say where a request comes from in headers that a page cannot forge. Neither header: not a browser page. */
function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const origin = request.headers.origin
  if (origin === undefined) return false
  return origin === `${isOverTls(request) ? 'https' : 'http'}://${request.headers.host}`
}

function renew(
  session: Session,
  now: Date,
  request: FastifyRequest,
  reply: FastifyReply,
  sessions: Sessions,
): void {
  if (now.getTime() - session.seenAt.getTime() < sessionRenewAfterMs) return
  writeSessionCookie(request, reply, sessions.seal({ ...session, seenAt: now }))
}
