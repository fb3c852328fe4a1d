import type { FastifyReply, FastifyRequest } from 'fastify'
import { sessionAbsoluteMs } from './session.ts'

const plainName = 'reelkeep_session'
const tlsName = `__Host-${plainName}`

/** Behind a proxy that ends TLS its word is taken: claiming TLS falsely only spoils one's own cookie. */
export function isOverTls(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https'
}

export function readSessionCookie(request: FastifyRequest): string | null {
  return request.cookies[cookieName(request)] ?? null
}

export function writeSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string): void {
  reply.setCookie(cookieName(request), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isOverTls(request),
    maxAge: sessionAbsoluteMs / 1_000,
  })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isOverTls(request),
  })
}

function cookieName(request: FastifyRequest): string {
  return isOverTls(request) ? tlsName : plainName
}
