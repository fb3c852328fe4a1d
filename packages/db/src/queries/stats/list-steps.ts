import type { Database } from '../../open-database.ts'

export const statSteps = ['1m', '5m', '15m', '1h', '6h', '1d'] as const
export type StatStep = (typeof statSteps)[number]

const stepIntervals: Readonly<Record<StatStep, string>> = {
  '1m': '1 minute',
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': '1 hour',
  '6h': '6 hours',
  '1d': '1 day',
}

/** Steps of a minute or five begin within quarter hours, which sums are kept of. */
export function isFineStep(step: StatStep): boolean {
  return step === '1m' || step === '5m'
}

/** By the clock on the wall. */
export function isWallStep(step: StatStep): boolean {
  return step === '6h' || step === '1d'
}

export type StepsWish = {
  readonly from: Date
  readonly to: Date
  readonly step: StatStep
  /** Where a day begins. */
  readonly timeZone: string
}

/**
 * When each step from `from` to `to` begins, the first at or before `from`: by the clock on the wall for steps of six
 * hours and days, so that a day of 23 or 25 hours is one step.
 */
export async function listSteps(
  { sql }: Database,
  { from, to, step, timeZone }: StepsWish,
): Promise<readonly [Date, ...Date[]]> {
  const byWall = isWallStep(step)
  const rows = await sql<{ at: Date }[]>`
    with given as (
      select ${stepIntervals[step]}::text::interval as step, ${from}::timestamptz as from_at, ${to}::timestamptz as to_at,
        date_trunc('day', ${from}::timestamptz at time zone ${timeZone}) as midnight
    ),
    edges as (
      select case when ${byWall} then wall at time zone ${timeZone} else moment end as at
      from given
      left join lateral generate_series(midnight, to_at at time zone ${timeZone}, step) as wall on ${byWall}
      left join lateral generate_series(date_bin(step, from_at, midnight at time zone ${timeZone}), to_at, step) as moment
        on not ${byWall}
    )
    select at from edges, given
    where at < to_at and at >= coalesce((select max(at) from edges, given where at <= from_at), from_at)
    order by at`
  const [first = { at: from }, ...others] = rows
  return [first.at, ...others.map(({ at }) => at)]
}
