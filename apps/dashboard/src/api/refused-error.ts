import { asCalled } from '../format/as-called.ts'
import { visibleText } from '../format/visible-text.ts'
import type { Error as Envelope, Problem } from './gen/types.gen.ts'

/** The api refused, and says why. 401 sends the page to the sign-in form. */
export class RefusedError extends Error {
  readonly status: number
  /** For machines; stable: `over_budget`, `already_sent`. Null: something in front of the api answered. */
  readonly code: string | null
  /** The part of the request that is wrong. */
  readonly param: string | null
  readonly details: readonly Problem[]
  /** All problems found, also those that `details` leaves out. */
  readonly total: number
  readonly requestId: string | null
  /** Seconds; null: it does not say. */
  readonly retryAfterS: number | null

  constructor(response: Response, body: unknown) {
    const told = isEnvelope(body) ? body.error : null
    // It may name what a stranger wrote: a batch, a file, a value.
    super(visibleText(asCalled(told?.message ?? `The server answered ${response.status}.`)))
    this.name = 'RefusedError'
    this.status = response.status
    this.code = told?.code ?? null
    this.param = told?.param ?? null
    this.details = told?.details ?? []
    this.total = told?.total ?? 0
    this.requestId = told?.request_id ?? response.headers.get('x-request-id')
    this.retryAfterS = secondsOf(response.headers.get('retry-after'))
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof RefusedError && error.status === 401
}

function isEnvelope(body: unknown): body is Envelope {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  return typeof error === 'object' && error !== null && 'message' in error && 'code' in error
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null
}
