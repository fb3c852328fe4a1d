/** How long each part of asking the database may take, in milliseconds. 0: as long as it takes. */
export type DatabaseDeadlines = {
  /** In our own line for a free connection. A statement given up here was never sent. */
  readonly waitMs: number
  /** For a lock that another statement holds; the server ends the waiting. */
  readonly lockMs: number
  /** For a whole statement; the server ends it. */
  readonly statementMs: number
  /**
   * Without a byte in either direction. Past `statementMs` a living server has said at least that it gave up; one that
   * says nothing is frozen or beyond a dead wire, and only closing the connection gives its callers an answer.
   */
  readonly silenceMs: number
}

/** Somebody waits for the answer: less than the 30 s that a handler has, so that the caller hears what happened. */
export const callerDeadlines: DatabaseDeadlines = {
  waitMs: 5_000,
  lockMs: 5_000,
  statementMs: 25_000,
  silenceMs: 28_000,
}

/** Nobody waits, and a save that is given up is made again: long enough for a statement of 500 rows on a busy disk. */
export const workerDeadlines: DatabaseDeadlines = {
  waitMs: 10_000,
  lockMs: 10_000,
  statementMs: 30_000,
  silenceMs: 35_000,
}

/** Fifty thousand rows are one statement: 180 s is what a busy machine may need for them. */
export const largeDeadlines: DatabaseDeadlines = {
  waitMs: 5_000,
  lockMs: 10_000,
  statementMs: 180_000,
  silenceMs: 190_000,
}
