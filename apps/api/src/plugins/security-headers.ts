import type { FastifyReply } from 'fastify'
import type { App } from '../deps.ts'
import { isOverTls } from '../session-cookie.ts'

/** For replies that no browser should render at all. */
const strictPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** On every reply, before a route can add its own. A page replaces the policy by calling `allowPage`. */
export function registerSecurityHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': strictPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'cache-control': 'no-store',
    })
    if (isOverTls(request)) reply.header('strict-transport-security', 'max-age=31536000')
  })
}

/**
 * The policy of the dashboard's page: its own scripts and styles, and clips from the store. The nonce is for styles that
 * its dialogs add while they are open; null: there are none. Scripts never get one.
 */
export function pagePolicy(mediaSources: readonly string[], styleNonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styleNonce === null ? '' : ` 'nonce-${styleNonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `media-src ${["'self'", ...mediaSources].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

/** The policy of the contract's page, whose viewer sets inline style attributes. */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

export function allowPage(reply: FastifyReply, policy: string): void {
  reply.header('content-security-policy', policy)
}
