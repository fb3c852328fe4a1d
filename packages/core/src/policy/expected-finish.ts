/** What it takes to render rows at one upstream, as its limits and its habits are now. */
export type FinishFactors = {
  readonly rows: number
  /** Jobs that are queued or under way there already. */
  readonly ahead: number
  /** Null: nothing is created there now, and nobody knows when again. */
  readonly slots: number | null
  readonly createsPerMinute: number
  /** From acceptance to a finished clip. */
  readonly renderMs: { readonly low: number; readonly usual: number }
}

/** In milliseconds from now. */
export type ExpectedFinish = { readonly lowMs: number; readonly expectedMs: number }

/**
 * When the last of the rows is likely to be rendered. At the soonest: nothing else is in the way and renders are quick. As
 * expected: behind what is there, in waves as wide as the slots, no faster than creates may go. Null: nobody knows.
 */
export function expectedFinish(factors: FinishFactors): ExpectedFinish | null {
  const { rows, ahead, slots, createsPerMinute, renderMs } = factors
  if (rows === 0) return { lowMs: 0, expectedMs: 0 }
  if (slots === null || slots < 1 || createsPerMinute <= 0) return null
  const span = (jobs: number, eachMs: number) =>
    Math.max(Math.ceil(jobs / slots) * eachMs, ((jobs - 1) / createsPerMinute) * 60_000 + eachMs)
  return { lowMs: span(rows, renderMs.low), expectedMs: span(rows + ahead, renderMs.usual) }
}
