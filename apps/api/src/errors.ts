import { environmentName } from '@reelkeep/upstreams'

/** A problem with one value of a request; a caller can point at it and say what would have been right. */
export type Detail = {
  /** Where in the request, such as `items[3].duration`; null when it is about the whole. */
  readonly path: string | null
  /** The data row of a file, from 1; null outside files. */
  readonly row: number | null
  /** The file's own line, from 1; only for files. */
  readonly line?: number
  /** The sheet's own column, from 1; only for sheets. */
  readonly column?: number
  readonly code: string
  readonly message: string
  /** The values that would be taken; null when they cannot be listed. */
  readonly allowed: readonly (string | number | boolean | null)[] | null
}

/** The kinds of refusal, each with its one HTTP status. */
export const errorTypes = {
  invalid_request: 400,
  authentication: 401,
  permission: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  unprocessable: 422,
  rate_limit: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorType = keyof typeof errorTypes

type ApiErrorParts = {
  readonly type: ErrorType
  /** For machines; stable. */
  readonly code: string
  /** For the caller: what was wrong and what would be right. No secrets, no internals. */
  readonly message: string
  readonly param?: string | null
  readonly details?: readonly Detail[]
  /** All problems found, also those that `details` leaves out. */
  readonly total?: number
  readonly retryAfterS?: number
  /** For the log; never sent. */
  readonly cause?: unknown
}

/** What a route throws when it cannot serve a request. The error handler alone turns it into a reply. */
export class ApiError extends Error {
  readonly type: ErrorType
  readonly code: string
  readonly status: number
  readonly param: string | null
  readonly details: readonly Detail[]
  readonly total: number
  readonly retryAfterS: number | null

  constructor(parts: ApiErrorParts) {
    super(parts.message, { cause: parts.cause })
    this.name = 'ApiError'
    this.type = parts.type
    this.code = parts.code
    this.status = errorTypes[parts.type]
    this.param = parts.param ?? null
    this.details = parts.details ?? []
    this.total = parts.total ?? this.details.length
    this.retryAfterS = parts.retryAfterS ?? null
  }
}

/** More problems than this are counted, not listed. */
export const problemsListedMax = 1_000

// The catalogue: a throw site reads as a sentence.

/** Every problem at once; `total` counts also those past the first thousand. */
export function invalidRequest(problems: readonly Detail[], total: number = problems.length): ApiError {
  const first = problems[0]
  const more = total > 1 ? ` (and ${total - 1} more ${total === 2 ? 'problem' : 'problems'})` : ''
  return new ApiError({
    type: 'invalid_request',
    code: total === 1 && first ? first.code : 'invalid_request',
    message: first ? `${first.message}${more}` : 'The request is not valid.',
    param: first?.path ?? null,
    details: problems.slice(0, problemsListedMax),
    total,
  })
}

/** One value is wrong. */
/** `path` is null where the whole body is meant. */
export function invalidValue(
  path: string | null,
  code: string,
  message: string,
  allowed: Detail['allowed'] = null,
): ApiError {
  return invalidRequest([{ path, row: null, code, message, allowed }])
}

export function keyMissing(): ApiError {
  return new ApiError({
    type: 'authentication',
    code: 'key_missing',
    message: 'Send the key as "Authorization: Bearer …", or sign in at POST /v1/session.',
  })
}

export function keyWrong(): ApiError {
  return new ApiError({
    type: 'authentication',
    code: 'key_wrong',
    message:
      'The key is not one of this server’s keys. Check that it is for this server, or have a new one made.',
  })
}

/** Told by the checksum alone; nothing was looked up. */
export function keyDamaged(): ApiError {
  return new ApiError({
    type: 'authentication',
    code: 'key_damaged',
    message: 'The key is cut short or mistyped: its checksum does not fit. Copy it whole, from rk_live_ on.',
  })
}

/** Only for who has the secret. */
export function keyEnded(how: 'revoked' | 'expired', lastFour: string | null, at: Date): ApiError {
  return new ApiError({
    type: 'authentication',
    code: `key_${how}`,
    message: `The key …${lastFour ?? ''} ${how === 'revoked' ? 'was revoked' : 'expired'} at ${at.toISOString()}. Have a new one made: reelkeep keys create.`,
  })
}

/** The key asks more often than it may. */
export function rateExceeded(perMinute: number, retryAfterS: number): ApiError {
  return new ApiError({
    type: 'rate_limit',
    code: 'rate_limited',
    message: `The key may send ${perMinute} ${perMinute === 1 ? 'request' : 'requests'} a minute. Wait ${retryAfterS} s, or have its limit raised.`,
    retryAfterS,
  })
}

/** The key is right and may not do this. Each scope is granted by name, so the fix is another key. */
export function scopeMissing(needed: string, has: readonly string[]): ApiError {
  const found = has.length === 0 ? 'no scope' : has.join(', ')
  return new ApiError({
    type: 'permission',
    code: 'scope_missing',
    message: `This needs the scope ${needed}; the key has ${found}. Use a key with ${needed}, or have one made.`,
  })
}

export function sessionOver(): ApiError {
  return new ApiError({
    type: 'authentication',
    code: 'session_over',
    message: 'The session is over; sign in again.',
  })
}

export function crossSite(): ApiError {
  return new ApiError({
    type: 'permission',
    code: 'cross_site',
    message: 'A session cookie can change things only from this server’s own pages.',
  })
}

/** Also for what belongs to another owner: the reply must not say that it exists. */
export function notFound(what: string, name: string): ApiError {
  return new ApiError({
    type: 'not_found',
    code: `${what}_not_found`,
    message: `There is no ${what} ${name}.`,
  })
}

export function conflict(code: string, message: string): ApiError {
  return new ApiError({ type: 'conflict', code, message })
}

export function unprocessable(code: string, message: string, details: readonly Detail[] = []): ApiError {
  return new ApiError({ type: 'unprocessable', code, message, details, param: details[0]?.path ?? null })
}

/** The upstream is known and has no key, so nothing can be sent to it. */
export function upstreamNotConfigured(name: string): ApiError {
  const setting = `${environmentName(name)}_API_KEY`
  return unprocessable(
    'upstream_not_configured',
    `The upstream ${name} has no key; set ${setting} and start again.`,
    [
      {
        path: 'upstream',
        row: null,
        code: 'upstream_not_configured',
        message: `set ${setting}`,
        allowed: null,
      },
    ],
  )
}

export function bodyTooLarge(limitBytes: number): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'body_too_large',
    message: `The body is larger than ${limitBytes} bytes.`,
  })
}

export function unsupportedMediaType(found: string | undefined, allowed: readonly string[]): ApiError {
  return new ApiError({
    type: 'unsupported_media_type',
    code: 'unsupported_media_type',
    message: `The content type ${found ? `"${found}"` : '(none)'} is not taken here; send ${allowed.join(' or ')}.`,
  })
}

export function rangeNotSatisfiable(sizeBytes: number): ApiError {
  return new ApiError({
    type: 'range_not_satisfiable',
    code: 'range_not_satisfiable',
    message: `The clip has ${sizeBytes} bytes; the range lies outside.`,
  })
}

/** Something we stand on is away; the same request will do later. */
export function unavailable(code: string, message: string, retryAfterS: number, cause?: unknown): ApiError {
  return new ApiError({ type: 'unavailable', code, message, retryAfterS, cause })
}

export function internal(cause: unknown): ApiError {
  return new ApiError({
    type: 'internal',
    code: 'internal',
    message: 'Something went wrong on our side; the request id finds it in the log.',
    cause,
  })
}
