import { adminKeyId, adminOwnerId } from '@reelkeep/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, noLimits, scopes } from '../caller.ts'
import type { App, AppDeps } from '../deps.ts'
import { crossSite, keyMissing, keyWrong, sessionOver } from '../errors.ts'
import { createSessions, isSameText, type Session, type Sessions, sessionRenewAfterMs } from '../session.ts'
import { clearSessionCookie, isOverTls, readSessionCookie, writeSessionCookie } from '../session-cookie.ts'
import { requireScope } from './scopes.ts'

/** The rows that the first migration seeds: the admin key acts as this one owner. */
const admin = { ownerId: adminOwnerId, ownerName: 'admin', keyId: adminKeyId, scopes, limits: noLimits }

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Finds out who asks, before a byte of the body is read. Routes marked `public` are let through unasked. */
export function registerAuth(app: App, deps: AppDeps): void {
  const sessions = createSessions(deps.config.secret, deps.config.adminKey)
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.public === true || request.is404) return
    request.caller = authenticate(request, reply, deps, sessions)
    requireScope(request)
  })
}

function authenticate(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  sessions: Sessions,
): Caller {
  const header = request.headers.authorization
  if (header !== undefined) return callerOfKey(header, deps.config.adminKey)
  const cookie = readSessionCookie(request)
  if (cookie === null) throw keyMissing()
  const now = deps.clock.now()
  const session = sessions.open(cookie, now)
  if (session === null) {
    clearSessionCookie(request, reply)
    throw sessionOver()
  }
  if (!safeMethods.has(request.method) && !isSameOrigin(request)) throw crossSite()
  renew(session, now, request, reply, sessions)
  return { ...admin, via: 'session' }
}

function callerOfKey(header: string, adminKey: string): Caller {
  const match = /^Bearer +(\S+) *$/i.exec(header)
  if (!match?.[1] || !isSameText(adminKey, match[1])) throw keyWrong()
  return { ...admin, via: 'key' }
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
