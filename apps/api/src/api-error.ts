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

export type ApiErrorParts = {
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
