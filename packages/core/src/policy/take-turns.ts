/** A bucket of turns. Below zero are turns that are promised and not yet due. */
export type TurnBucket = { readonly tokens: number; readonly atMs: number }

/** Nobody is promised a turn further ahead than this, so that a new limit is in force as soon. */
export const turnHorizonMs = 2_000
/**
 * A process may take this many seconds' worth of turns ahead of need, and use them within the horizon: nothing at a
 * vendor's rates, but at thousands a second it spares a statement for nearly every poll.
 */
export const spareTurnsS = 0.02
/** However slow the rate, two turns are at most a minute apart: zero stops nothing for ever. */
export const turnsPerSecondMin = 1 / 60

/** How long each of `count` waits for its turn, in order; those who would wait past the horizon are left out. */
export function takeTurns(
  bucket: TurnBucket,
  perSecond: number,
  count: number,
  nowMs: number,
): { readonly waitsMs: readonly number[]; readonly bucket: TurnBucket } {
  const rate = Math.max(perSecond, turnsPerSecondMin)
  const elapsedS = Math.max(0, nowMs - bucket.atMs) / 1000
  // A second's worth may go at once, so that a round of polls that fell due together is not strung out.
  const tokens = Math.min(Math.max(1, rate), bucket.tokens + elapsedS * rate)
  const waitsMs = Array.from({ length: count }, (_, index) =>
    Math.max(0, ((index + 1 - tokens) / rate) * 1000),
  ).filter((waitMs) => waitMs <= turnHorizonMs)
  return { waitsMs, bucket: { tokens: tokens - waitsMs.length, atMs: nowMs } }
}
