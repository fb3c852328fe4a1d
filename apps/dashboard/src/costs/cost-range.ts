import { dayOf, daysBetween, hoursOfDay, shiftDay, startOfDay } from '../format/day.ts'

export type CostRange = {
  readonly from: string
  readonly to: string | undefined
  /** The axis: each day, or each hour of one day, as the api names it. */
  readonly steps: readonly { readonly key: string; readonly at: Date }[]
}

/** As many groups as the api tells at once; ninety days of real and of simulated money fit. */
export const rowsMax = 200

export function queryOfRange({ from, to }: CostRange) {
  return { from, ...(to !== undefined && { to }), limit: rowsMax }
}

/** Whole days up to today, as days begin where REELKEEP_TZ says. */
export function rangeOfDays(days: number, timeZone: string, now: Date): CostRange {
  const today = dayOf(now, timeZone)
  const first = shiftDay(today, 1 - days)
  return {
    from: startOfDay(first, timeZone).toISOString(),
    to: undefined,
    steps: daysBetween(first, today).map((day) => ({ key: day, at: startOfDay(day, timeZone) })),
  }
}

/** One day by its hours. */
export function rangeOfDay(day: string, timeZone: string): CostRange {
  return {
    from: startOfDay(day, timeZone).toISOString(),
    to: startOfDay(shiftDay(day, 1), timeZone).toISOString(),
    steps: hoursOfDay(day, timeZone),
  }
}
