import type { Layer } from './layer.ts'

export type StatusMeaning = 'pending' | 'succeeded' | 'failed' | 'expired'

/** What a vendor's words mean, folded. A word that is not in it is neither pending nor failed. */
export type StatusWords = { readonly [word: string]: StatusMeaning }

/** Words of kindred services, each seen in a reply that a reader somewhere stumbled over (failure case 14). */
export const kindredWords: StatusWords = {
  queued: 'pending',
  in_queue: 'pending',
  pending: 'pending',
  submitted: 'pending',
  not_start: 'pending',
  running: 'pending',
  processing: 'pending',
  in_progress: 'pending',
  generating: 'pending',
  completed: 'succeeded',
  success: 'succeeded',
  succeeded: 'succeeded',
  done: 'succeeded',
  failed: 'failed',
  failure: 'failed',
  error: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
  expired: 'expired',
}

/** Lower case, underscores: `In Progress`, `in-progress` and `IN_PROGRESS` are one word. */
export function foldStatus(word: string): string {
  return (
    word
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_')
      .slice(0, 60)
      // A database's text takes neither NUL nor half a letter.
      .replace(/[\p{Cc}\p{Cs}]/gu, '_')
  )
}

/** The level's status word, folded; null when it has none. A status that is no text is a word nobody knows. */
export function statusOf(layer: Layer): string | null {
  const { status } = layer
  if (status === null || status === undefined || status === '') return null
  return typeof status === 'string' ? foldStatus(status) : `not_text_but_${typeof status}`
}

export function meaningOf(words: StatusWords, word: string): StatusMeaning | null {
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null
}
