/** Postgres' now() is the clock of the rows; a process only knows how far its own is off. */
export type Clock = { now(): Date }

export type CorrectedClock = Clock & {
  /** Runs `ask`, which answers with the database's now; half of the round trip is taken as the way back. */
  correct(ask: () => Promise<Date>): Promise<void>
}

export function createClock(ownNowMs: () => number): CorrectedClock {
  let offsetMs = 0
  return {
    now: () => new Date(ownNowMs() + offsetMs),
    correct: async (ask) => {
      const askedAtMs = ownNowMs()
      const databaseNow = await ask()
      offsetMs = databaseNow.getTime() - (askedAtMs + ownNowMs()) / 2
    },
  }
}
