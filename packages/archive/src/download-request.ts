import type { LinkRules } from './links/connect-guard.ts'
import type { PaceLimits } from './watch-pace.ts'

export type DownloadRequest = {
  readonly link: string
  readonly rules: LinkRules
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** The `accept` header; absent: a video's. */
  readonly accept?: string
  /** The `authorization` header for an address that refuses us without one; null for an address that gets none of ours. */
  readonly keyFor?: ((url: URL) => string | null) | undefined
  /** Takes each piece as it comes. A promise holds the sender back until it settles; a throw ends the download. */
  readonly onChunk: (chunk: Buffer) => Promise<void> | null
}

export type DownloadOutcome =
  /** Every byte that the other side announced. Without an announced end, only the content can tell. */
  | { readonly outcome: 'received'; readonly bytes: number; readonly endAnnounced: boolean }
  | { readonly outcome: 'answered-otherwise'; readonly status: number }
  | {
      readonly outcome: 'refused'
      readonly host: string
      readonly message: string
      /** The entry that would allow it; null: nothing may. */
      readonly allow: string | null
    }
  | { readonly outcome: 'unusable'; readonly problem: string }
  | { readonly outcome: 'interrupted'; readonly message: string }
  /** `onChunk` threw. */
  | { readonly outcome: 'given-up'; readonly error: Error }

/**
 * The pace is the last net: a sender that drips passes every other limit and holds one of the few places for
 * `totalTimeoutMs`. Time in which we hold the sender back does not count.
 */
export type DownloadLimits = PaceLimits & {
  readonly headersTimeoutMs: number
  readonly idleTimeoutMs: number
  readonly totalTimeoutMs: number
  readonly maxRedirects: number
  /** How often the rest of a body that broke off is asked for, where the host can send it alone. */
  readonly maxResumes: number
  /** Before the first of them; each next wait is twice as long. */
  readonly resumeWaitMs: number
}

export const defaultDownloadLimits: DownloadLimits = {
  headersTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 30 * 60_000,
  // At this pace 28 MiB take all of `totalTimeoutMs`: a sender below it would not get through anyway.
  minBytesPerSecond: 16 * 1024,
  paceWindowMs: 30_000,
  maxRedirects: 3,
  // Half a minute in all: what a host that restarts needs. After that the next attempt begins anew.
  maxResumes: 5,
  resumeWaitMs: 1000,
}

/** What has come of a body so far, and what it takes to ask for the rest of the very same one. */
export type Progress = {
  /** Over all replies of this download. */
  bytes: number
  /** Of the whole body, as the first reply announced it; null: it did not. */
  total: number | null
  /** For `If-Range`; null: the host gave nothing that would tell this body from another one. */
  validator: string | null
  endAnnounced: boolean
}

export type Hop =
  | DownloadOutcome
  | { readonly outcome: 'redirected'; readonly location: string }
  /** The body ended before its end; the bytes that came are good. */
  | { readonly outcome: 'broken-off'; readonly message: string }
