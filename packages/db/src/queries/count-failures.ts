import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { batchNamed } from './job-conditions.ts'
import type { FailureFilter } from './list-failure-groups.ts'

export type FailureCounts = {
  /** Failures of every cause within the time. */
  readonly total: number
  /** Of each cause that was meant, by the step of the time in which they fell. */
  readonly series: ReadonlyMap<string, readonly number[]>
}

/**
 * How failures lie over a time that is cut into steps, by index alone where no batch, upstream or model is named. The total is
 * that of every cause, whichever is meant.
 */
export async function countFailures(
  { sql }: Database,
  ownerId: OwnerId,
  filter: Omit<FailureFilter, 'status'>,
  steps: readonly Date[],
): Promise<FailureCounts> {
  const { batch, upstream, model, from, to, fingerprint: meant } = filter
  const rows = await sql<{ fingerprint: string | null; place: number; count: number }[]>`
    select ${meant === null ? sql`f.fingerprint` : sql`case when f.fingerprint = ${meant} then f.fingerprint end`} as fingerprint,
      -- As a query of its own the list is read once, and not for each failure.
      width_bucket(f.at, (select ${steps.map((step) => step.toISOString())}::text[]::timestamptz[])) as place,
      count(*)::integer as count
    from failures f
    where f.owner_id = ${ownerId} and f.at >= ${from}
      ${to === null ? sql`` : sql`and f.at < ${to}`}
      ${batch === null ? sql`` : sql`and f.batch_id = (${batchNamed(sql, ownerId, batch)})`}
      ${upstream === null ? sql`` : sql`and f.upstream = ${upstream}`}
      ${model === null ? sql`` : sql`and f.model = ${model}`}
    group by 1, 2`
  const series = new Map<string, number[]>()
  for (const { fingerprint, place, count } of rows) {
    // What lies before the first step is in the total alone.
    if (fingerprint === null || place === 0) continue
    const counts = series.get(fingerprint) ?? steps.map(() => 0)
    counts[place - 1] = count
    series.set(fingerprint, counts)
  }
  return { total: rows.reduce((sum, { count }) => sum + count, 0), series }
}
