/** Nobody is promised a turn further ahead than this, so that a new limit is in force as soon. */
export const turnHorizonMs = 2_000
/**
 * A process may take this many seconds' worth of turns ahead of need, and use them within the horizon: nothing at a
 * vendor's rates, but at thousands a second it spares a statement for nearly every poll.
 */
export const spareTurnsS = 0.02
/** However slow the rate, two turns are at most a minute apart: zero stops nothing for ever. */
export const turnsPerSecondMin = 1 / 60
