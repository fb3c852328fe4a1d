import type { Batch } from '../api/types.ts'

/** Jobs of a batch that only a person can move on, and what lists them. */
export type Hold = {
  readonly count: number
  readonly words: string
  readonly filter: { readonly [field: string]: string }
}

type Needed = Pick<Batch, 'id' | 'state' | 'counts' | 'needs_attention'>

const holdWords: Readonly<Record<string, string>> = {
  unconfirmed: 'in doubt',
  budget: 'waiting for money',
  price: 'waiting for a price',
  held: 'held by a person',
  link_refused: 'on a host that is not allowed',
  archive_unwell: 'waiting for the store',
  overdue: 'rendering for too long',
}

/**
 * What a running batch waits for when nothing of it moves by itself any more; empty: something does. `atPaused` are its
 * queued jobs whose upstream a person has paused.
 */
export function heldUpBy(
  { id, state, counts, needs_attention: needs }: Needed,
  atPaused: Hold | null,
): Hold[] {
  if (state !== 'running') return []
  const left = counts.queued + counts.submitting + counts.rendering + counts.archiving + counts.unconfirmed
  const holds = needs.flatMap(({ reason, count, filter }) => {
    const words = holdWords[reason]
    return words === undefined ? [] : [{ count, words, filter }]
  })
  // A job without money may be for the paused upstream too: such jobs are counted once.
  const ofQueue = holds.filter(({ filter }) => filter.state === 'queued')
  const beside = holds.filter(({ filter }) => filter.state !== 'queued')
  const queued = atPaused !== null && atPaused.count >= counts.queued ? [atPaused] : ofQueue
  const all = [...queued, ...beside].map((hold) => ({ ...hold, filter: { ...hold.filter, batch: id } }))
  const held = all.reduce((sum, { count }) => sum + count, 0)
  return left > 0 && held >= left ? all : []
}
