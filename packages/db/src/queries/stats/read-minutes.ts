import { type BusySpan, busyTimeMs, type OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { minuteMs } from './count-spans.ts'
import { percentilesOf } from './latency-bins.ts'
import { type JobFigures, readJobSeries } from './read-series.ts'

type Wish = { readonly ownerId: OwnerId; readonly from: Date; readonly to: Date; readonly timeZone: string }

/** Sums of minutes are kept a little longer than this. */
export const minutesWindowMsMax = 86_400_000

export type Minutes = {
  /** What became of jobs, minute by minute; those in which nothing happened are left out. */
  readonly figures: readonly JobFigures[]
  /** How much of the time clips were being made in, to the minute. */
  readonly busyMs: number
}

/**
 * A time of up to a day by the minute. What was archived in a minute was under way before it as long as the middle one of its
 * jobs took; what is under way now, since it was accepted. What is overdue or was taken up again is no work that goes on.
 */
export async function readMinutes(db: Database, { ownerId, from, to, timeZone }: Wish): Promise<Minutes> {
  const edges = minuteEdges(from, to)
  const scope = { ownerId, upstream: null, model: null }
  const [figures, [{ since }]] = await Promise.all([
    readJobSeries(db, { ...scope, steps: [from, ...edges], to, isFine: true, isByWall: false, timeZone }),
    db.sql<[{ since: Date | null }]>`
      select min(submitted_at) as since from jobs
      where owner_id = ${ownerId} and state in ('rendering', 'archiving') and not overdue and reopens = 0`,
  ])
  const spans = figures
    .filter(({ archived }) => archived > 0)
    .map(({ step, latencies }): BusySpan => {
      const tookMs =
        (percentilesOf('render', latencies).p50Ms ?? 0) + (percentilesOf('archive', latencies).p50Ms ?? 0)
      const begin = edges[step - 1] ?? from
      return { from: new Date(begin.getTime() - tookMs), to: edges[step] ?? to }
    })
  const busyMs = busyTimeMs(since === null ? spans : [...spans, { from: since, to }], { from, to })
  return { figures, busyMs }
}

/** Within the time: sums of minutes begin there. */
function minuteEdges(from: Date, to: Date): Date[] {
  const edges: Date[] = []
  for (let ms = (Math.floor(from.getTime() / minuteMs) + 1) * minuteMs; ms < to.getTime(); ms += minuteMs) {
    edges.push(new Date(ms))
  }
  return edges
}
