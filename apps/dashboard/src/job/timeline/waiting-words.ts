import type { HistoryEvent, Job } from '../../api/types.ts'

type WaitingFor = NonNullable<Job['waiting_for']>

/** What a queued job waits for. */
export function inLineFor(waitingFor: unknown, upstream: string): string {
  if (typeof waitingFor !== 'string' || !(waitingFor in queuedWords)) return 'waiting for its turn'
  return queuedWords[waitingFor as WaitingFor].replaceAll('UPSTREAM', upstream) // just looked up
}

const feltMs = 2_000
const nearlyFull = 0.9

/** Why a wait lasted until its job was claimed, by how full the upstream was at that moment. */
export function turnCameWords(
  { slots_taken: taken, slots, rate_left: rateLeft }: HistoryEvent['detail'],
  upstream: string,
  waitedMs: number,
): string {
  const isKnown = typeof taken === 'number' && typeof slots === 'number' && typeof rateLeft === 'number'
  if (!isKnown || waitedMs < feltMs) return inLineFor(null, upstream)
  const standing = `${taken} of ${slots} slots of ${upstream} were taken when its turn came`
  if (taken >= slots * nearlyFull || slots - taken <= 1) return `waiting for a slot: ${standing}`
  if (rateLeft <= 1)
    return `waiting for the rate: ${upstream}’s creates a minute were used up when its turn came`
  return `waiting for its turn: ${standing}`
}

const queuedWords: Readonly<Record<WaitingFor, string>> = {
  slot: 'waiting for a slot: all of UPSTREAM’s are taken',
  rate: 'waiting for the rate: UPSTREAM’s creates a minute are used up, or it answered 429',
  gate: 'waiting for the gate of UPSTREAM, which is closed',
  pause: 'paused',
  budget: 'held by the budget: a cap would be passed',
  price: 'held for a price: a cap applies, and the model has none',
  link_refused: 'waiting for a person to allow a host',
  archive_unwell: 'held back: clips cannot be kept now, so none is bought',
}

/** "retried by a person; waiting for its turn", with a capital. */
export function sentence(...parts: readonly string[]): string {
  const text = parts.filter((part) => part !== '').join('; ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
