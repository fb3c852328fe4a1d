import type { OwnerId } from '@reelkeep/core'
import { countFailures, type Database, type FailureFilter, type FailureGroup, listSteps } from '@reelkeep/db'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const hourlyUpToMs = 2 * dayMs
/** Further back a line says nothing more. */
const trendMaxMs = 400 * dayMs

/** How groups lie over their time, and which share of all failures each is. */
export type FailureTrend = {
  readonly from: Date
  readonly to: Date
  readonly total: number
  readonly step: '1h' | '1d'
  readonly steps: readonly Date[]
  readonly countsOf: (group: FailureGroup) => readonly number[]
}

/** By the hour for two days and less, else by the day, which begins where `REELKEEP_TZ` says. */
export async function readFailureTrend(
  db: Database,
  ownerId: OwnerId,
  filter: FailureFilter,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<FailureTrend> {
  const to = filter.to ?? now
  const { from } = filter
  const since = new Date(Math.max(filter.from.getTime(), to.getTime() - trendMaxMs))
  const step = to.getTime() - since.getTime() <= hourlyUpToMs ? '1h' : '1d'
  const steps = to > since ? await listSteps(db, { from: since, to, step, timeZone }) : []
  const { total, series } = await countFailures(db, ownerId, filter, steps)
  const none = steps.map(() => 0)
  return { from, to, total, step, steps, countsOf: ({ fingerprint }) => series.get(fingerprint) ?? none }
}
