import { RefusedError } from './refused-error.ts'
import { SilentError } from './silent-error.ts'

export type OnceHeaders = { readonly 'idempotency-key': string }

export type Once = {
  /** For the request. `about` is what is asked for: another wish is another request. */
  headers(about: string): OnceHeaders
  /** Null: it was done. Whatever is asked for next is new, except after silence. */
  ended(error: unknown): void
}

/**
 * What a person wants once is done once. Pressed twice, or again after silence, when nobody knows whether the first try
 * arrived, it is the same request to the api, which answers it by what came of the first.
 */
export function createOnce(): Once {
  let kept: { readonly about: string; readonly key: string } | null = null
  return {
    headers: (about) => {
      if (kept?.about !== about) kept = { about, key: newKey() }
      return { 'idempotency-key': kept.key }
    },
    ended: (error) => {
      if (!isUnderWay(error)) kept = null
    },
  }
}

/** The first try is still being carried out, or nobody knows what came of it. */
function isUnderWay(error: unknown): boolean {
  return isUnknown(error) || (error instanceof RefusedError && error.code === 'idempotency_in_progress')
}

/** Nobody knows what came of it: there was no answer, or one that is about the server, or about what stands before it. */
export function isUnknown(error: unknown): boolean {
  return error instanceof SilentError || (error instanceof RefusedError && error.status >= 500)
}

/** Random, also where the page came over plain http and the browser offers no UUIDs. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
