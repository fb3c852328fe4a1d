import { environmentName } from '@reelkeep/upstreams'
import { ApiError, type Detail } from './api-error.ts'
import { byteWords } from './byte-words.ts'

// Apart, since a thread that refuses a workbook needs no more of this.
export {
  ApiError,
  type Detail,
  invalidRequest,
  invalidValue,
  problemsListedMax,
} from './api-error.ts'

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

export function upstreamNotFound(name: string, known: readonly string[]): ApiError {
  const others = known.length === 0 ? 'none is configured' : `there is ${known.join(', ')}`
  return new ApiError({
    type: 'not_found',
    code: 'upstream_not_found',
    message: `There is no upstream ${name}; ${others}.`,
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

/** What an owner may hold in images would be passed. */
export function uploadsFull(bytes: number, heldBytes: number, maxBytes: number): ApiError {
  return new ApiError({
    type: 'too_large',
    code: 'uploads_full',
    message: `The image was not kept: it has ${byteWords(bytes)}, and your uploads hold ${byteWords(heldBytes)} of the ${byteWords(maxBytes)} that an owner may hold (uploads.max_bytes). Delete what is not needed any more (reelkeep uploads list, reelkeep uploads delete, or DELETE /v1/uploads/{id}), or have the limit raised.`,
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
