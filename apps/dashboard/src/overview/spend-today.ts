import type { CostRow } from '../api/types.ts'
import { type CostSum, estimatedTicks, sumRows } from '../format/cost-sums.ts'
import { dayOf, hoursOfDay } from '../format/day.ts'
import { usdNumber } from '../format/money.ts'

const hourMs = 3_600_000
/** A day may have 25 hours. */
const reachMs = 26 * hourMs

/** From when costs by hour hold all of today in any time zone; to the hour, so that it stays the same question. */
export function spendFrom(now: Date): string {
  return new Date(Math.floor((now.getTime() - reachMs) / hourMs) * hourMs).toISOString()
}

export type HourlySpend = {
  readonly isSimulated: boolean
  readonly sum: CostSum
  readonly times: readonly Date[]
  /** The same as the clock of the zone shows them. */
  readonly hours: readonly string[]
  readonly metered: readonly (number | null)[]
  readonly estimated: readonly (number | null)[]
}

/** Today by its hours, real money and simulated each for itself; what has not come yet is a gap. */
export function spendToday(rows: readonly CostRow[], timeZone: string, now: Date): HourlySpend[] {
  const day = dayOf(now, timeZone)
  const today = rows.filter(({ key }) => key.startsWith(day))
  const hours = hoursOfDay(day, timeZone)
  return [false, true].flatMap((isSimulated) => {
    const own = today.filter(({ simulated }) => simulated === isSimulated)
    if (own.length === 0) return []
    const byKey = new Map(own.map((row) => [row.key, row]))
    const values = (of: (row: CostRow) => string | null) =>
      hours.map(({ key, at }) => {
        const row = byKey.get(key)
        if (row !== undefined) return usdNumber(of(row) ?? '0')
        return at > now ? null : 0
      })
    return [
      {
        isSimulated,
        sum: sumRows(own),
        times: hours.map(({ at }) => at),
        hours: hours.map(({ key }) => key),
        metered: values((row) => row.metered_ticks),
        estimated: values(estimatedTicks),
      },
    ]
  })
}
