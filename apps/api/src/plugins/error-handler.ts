import { isDatabaseAway } from '@reelkeep/db'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../deps.ts'
import {
  ApiError,
  bodyTooLarge,
  internal,
  invalidValue,
  notFound,
  unavailable,
  unsupportedMediaType,
} from '../errors.ts'

/** The one place where a thrown error becomes a reply. */
export function registerErrorHandler(app: App): void {
  app.setErrorHandler((error, request, reply) => send(asApiError(error, request), request, reply))
  app.setNotFoundHandler((request, reply) =>
    send(notFound('route', `${request.method} ${pathOf(request.url)}`), request, reply),
  )
}

/** What a refusal looks like on the wire. */
export function envelopeOf(error: ApiError, requestId: string) {
  return {
    error: {
      type: error.type,
      code: error.code,
      message: error.message,
      param: error.param,
      request_id: requestId,
      details: error.details,
      total: error.total,
    },
  }
}

function send(error: ApiError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.outcome = { code: error.code, ...(error.status >= 500 ? { cause: error.cause } : {}) }
  if (error.retryAfterS !== null) reply.header('retry-after', error.retryAfterS)
  // The route's own schemas describe what it promises; the envelope goes out beside them.
  return reply
    .code(error.status)
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(envelopeOf(error, request.id))
}

/** Everything thrown, as one of our refusals. What we do not know is ours to answer for: 500. */
export function asApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error
  if (isDatabaseAway(error)) return databaseAway(error)
  return isFastifyError(error) ? ofFastifyError(error, request) : internal(error)
}

export function databaseAway(cause: unknown): ApiError {
  return unavailable(
    'database_unavailable',
    'The database is away. Try again; with the same Idempotency-Key nothing is done twice.',
    5,
    cause,
  )
}

function ofFastifyError(error: FastifyError, request: FastifyRequest): ApiError {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge(request.routeOptions.bodyLimit)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType(request.headers['content-type'], ['application/json'])
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return invalidValue(null, 'body_missing', 'The body is empty; send a JSON object.')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return invalidValue(null, 'body_not_json', 'The body is not valid JSON.')
    case 'FST_ERR_HANDLER_TIMEOUT':
      return unavailable('timeout', 'The request took too long and was given up. Try again.', 5, error)
    default:
      return isCallersFault(error)
        ? new ApiError({ type: 'invalid_request', code: 'invalid_request', message: error.message })
        : internal(error)
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

function isCallersFault(error: FastifyError): boolean {
  return error.code.startsWith('FST_') && error.statusCode !== undefined && error.statusCode < 500
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}
