/** What a status word means. Documented are the first word of each of the first four rows; the others are seen at kin. */
export type StatusMeaning = 'pending' | 'succeeded' | 'failed' | 'expired'

const meanings: { readonly [word: string]: StatusMeaning } = {
  queued: 'pending',
  processing: 'pending',
  completed: 'succeeded',
  failed: 'failed',

  cancelled: 'failed',
  canceled: 'failed',
  pending: 'pending',
  submitted: 'pending',
  not_start: 'pending',
  in_queue: 'pending',
  running: 'pending',
  in_progress: 'pending',
  generating: 'pending',
  success: 'succeeded',
  succeeded: 'succeeded',
  done: 'succeeded',
  failure: 'failed',
  error: 'failed',
  expired: 'expired',
}

/** Null: a word we do not know. It is not "pending", and it is not a failure. */
export function meaningOf(word: string): StatusMeaning | null {
  return Object.hasOwn(meanings, word) ? (meanings[word] ?? null) : null
}

/** Lower case, underscores: `In Progress`, `in-progress` and `IN_PROGRESS` are one word. */
export function foldStatus(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .slice(0, 60)
}
