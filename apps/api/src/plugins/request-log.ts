import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { App } from '../deps.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it was refused, for the log line. */
    outcome: { code: string; cause?: unknown } | null
    /** Ids the handler worked on, under the columns' names; they end up in the log line. */
    subject: { [column: string]: string | number | boolean | null }
  }
}

/** A caller's own id is taken when it is plain, so that one id can follow a request through several services. */
export function requestIdFor(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  if (typeof given === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(given)) return given
  return `req_${randomBytes(12).toString('base64url')}`
}

/** One wide line per request. Never a body, a header, a query string or a prompt. */
export function registerRequestLog(app: App): void {
  app.decorateRequest('outcome', null)
  app.decorateRequest('subject')
  app.addHook('onRequest', async (request, reply) => {
    request.subject = {}
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      owner_id: request.caller?.ownerId ?? null,
      key_id: request.caller?.keyId ?? null,
      // Audit entries name the request.
      ip: request.ip,
      ...request.subject,
      code: request.outcome?.code ?? null,
    }
    // Probes come every few seconds; what they find is for whoever sent them.
    if (isProbe(request)) app.log.debug(line, 'request served')
    else if (reply.statusCode >= 500) app.log.error({ ...line, cause: causeText(request) }, 'request failed')
    else app.log.info(line, 'request served')
  })
}

/**
 * A cause without its parameters: errors of the database layer carry the values of the statement, and those may be
 * prompts or links. Their message's first line, code and stack frames are enough to find the place.
 */
function causeText(request: FastifyRequest): { message: string; code: string | null; at: string[] } | null {
  const cause = request.outcome?.cause
  if (!(cause instanceof Error)) return null
  const root = rootOf(cause)
  return {
    message: root.name === 'PostgresError' ? 'the database refused the statement' : firstLine(root.message),
    code: 'code' in root && typeof root.code === 'string' ? root.code : null,
    at: (cause.stack ?? '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 8),
  }
}

function rootOf(error: Error): Error {
  let here = error
  while (here.cause instanceof Error) here = here.cause
  return here
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replaceAll(/\?\S+/g, '?…').slice(0, 300)
}

function isProbe(request: FastifyRequest): boolean {
  const url = request.routeOptions.url
  return url === '/healthz' || url === '/readyz' || url === '/metrics'
}
