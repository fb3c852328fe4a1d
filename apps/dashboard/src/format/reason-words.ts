import type { Job } from '../api/types.ts'

/** `upstream_failed` as people read it. */
export function reasonWords(reason: string): string {
  return reason.replaceAll('_', ' ')
}

/** What a job waits for. */
export const waitingWords: Readonly<Record<NonNullable<Job['waiting_for']>, string>> = {
  slot: 'waits for a slot',
  rate: 'waits for its turn',
  gate: 'gate closed',
  pause: 'paused',
  budget: 'budget met',
  price: 'price unknown',
  link_refused: 'link refused',
  archive_unwell: 'archive unwell',
}
