import { type BusySpan, busyTimeMs } from './busy-time.ts'

/** What was seen of a batch within the last minutes, and what is under way of it now. */
export type BatchMotion = {
  readonly now: Date
  /** Jobs that are not over. */
  readonly left: number
  /** Of these, those that no upstream has accepted yet. */
  readonly unsent: number
  /** Since when one of them is under way, or waits only for its turn; null: none does. */
  readonly movingSince: Date | null
  /** When the last of them was accepted; null: none was. */
  readonly acceptedLastAt: Date | null
  /** Jobs that ended within the last minutes. */
  readonly ended: number
  /** When those were under way, from acceptance to their end; may overlap. */
  readonly busy: readonly BusySpan[]
  /** How long the slowest of them took for that; null: none was accepted. */
  readonly longestMs: number | null
}

/** How far back jobs that ended say something of the present pace. */
export const paceWindowMs = 5 * 60_000

/**
 * When the last job of a batch is likely to end; null: nobody knows. The pace is that of the time in which something was
 * under way: minutes in which the batch had nothing to do say nothing of how fast it is. Once everything is accepted, the
 * last is also expected to take no longer than the slowest that just ended.
 */
export function batchFinish(motion: BatchMotion): Date | null {
  const { now, left, unsent, ended, acceptedLastAt, longestMs } = motion
  const spans =
    motion.movingSince === null ? motion.busy : [...motion.busy, { from: motion.movingSince, to: now }]
  const busyMs = busyTimeMs(spans, { from: new Date(now.getTime() - paceWindowMs), to: now })
  if (left === 0 || ended === 0 || busyMs === 0) return null
  const byPaceMs = now.getTime() + (left / ended) * busyMs
  const isAllAccepted = unsent === 0 && acceptedLastAt !== null && longestMs !== null
  const byLengthMs = isAllAccepted ? acceptedLastAt.getTime() + longestMs : byPaceMs
  // Slower than any that just ended: then their length says nothing of it.
  return new Date(byLengthMs > now.getTime() ? Math.min(byPaceMs, byLengthMs) : byPaceMs)
}
