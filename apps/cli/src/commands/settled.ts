import type { Batch } from '../client/shapes.ts'
import { ended } from '../print/batch-line.ts'

/** Needs that hold a queued job, or one whose clip waits, until a person does something. */
const holdsQueued = ['budget', 'price', 'held']
const holdsRendered = ['link_refused']

/**
 * Whether watching on would show nothing new: the batch ended, or whatever has not ended waits for a person. A paused
 * or canceled batch sends nothing, so that only what is on its way moves.
 */
export function isSettled(batch: Batch): boolean {
  const { counts, state } = batch
  if (state === 'finished') return true
  const held =
    heldBy(batch, holdsRendered) + (state === 'paused' ? counts.queued : heldBy(batch, holdsQueued))
  const moving = counts.total - ended(counts) - counts.unconfirmed - held
  const waits = counts.unconfirmed + held > 0 || state === 'paused' || state === 'canceled'
  return waits && moving <= 0
}

function heldBy({ needs_attention: needs }: Batch, reasons: readonly string[]): number {
  return needs.reduce((sum, { reason, count }) => (reasons.includes(reason) ? sum + count : sum), 0)
}
