import { type BusySpan, busyTimeMs, type OwnerId } from '@reelkeep/core'
import type { Database } from '../../open-database.ts'
import { minuteMs } from './count-spans.ts'
import { percentilesOf } from './latency-bins.ts'
import { readJobSeries } from './read-series.ts'

type Wish = { readonly ownerId: OwnerId; readonly from: Date; readonly to: Date; readonly timeZone: string }

/** Sums of minutes are kept a little longer than this. */
const windowMsMax = 86_400_000

/**
 * How much of a time clips were being made in, to the minute; null: it is too long to say. What was archived in a minute was
 * under way before it as long as the middle one of its jobs took; what is under way now, since it was accepted. What is
 * overdue or was taken up again is no work that goes on.
 */
export async function readBusyTimeMs(
  db: Database,
  { ownerId, from, to, timeZone }: Wish,
): Promise<number | null> {
  if (to.getTime() - from.getTime() > windowMsMax) return null
  const edges = minuteEdges(from, to)
  const [ended, [{ since }]] = await Promise.all([
    readJobSeries(db, {
      ownerId,
      upstream: null,
      model: null,
      steps: [from, ...edges],
      to,
      isFine: true,
      isByWall: false,
      timeZone,
    }),
    db.sql<[{ since: Date | null }]>`
      select min(submitted_at) as since from jobs
      where owner_id = ${ownerId} and state in ('rendering', 'archiving') and not overdue and reopens = 0`,
  ])
  const spans = ended
    .filter(({ archived }) => archived > 0)
    .map(({ step, latencies }): BusySpan => {
      const tookMs =
        (percentilesOf('render', latencies).p50Ms ?? 0) + (percentilesOf('archive', latencies).p50Ms ?? 0)
      const begin = edges[step - 1] ?? from
      return { from: new Date(begin.getTime() - tookMs), to: edges[step] ?? to }
    })
  return busyTimeMs(since === null ? spans : [...spans, { from: since, to }], { from, to })
}

/** Within the time: sums of minutes begin there. */
function minuteEdges(from: Date, to: Date): Date[] {
  const edges: Date[] = []
  for (let ms = (Math.floor(from.getTime() / minuteMs) + 1) * minuteMs; ms < to.getTime(); ms += minuteMs) {
    edges.push(new Date(ms))
  }
  return edges
}
