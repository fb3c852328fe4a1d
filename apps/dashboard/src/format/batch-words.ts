import type { Batch } from '../api/types.ts'

const pausedWords = {
  by_user: 'paused by a person',
  trial: 'paused: its trial waits for a word',
  stop_when: 'paused by itself: too much went wrong',
  restored: 'paused: restored from the bucket',
}

/** How a batch stands, and why if it stands still. */
export function standingWords({ state, pause }: Pick<Batch, 'state' | 'pause'>): string {
  return pause?.reason ? pausedWords[pause.reason] : state
}
