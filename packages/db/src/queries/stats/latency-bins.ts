// Latencies are kept as counts in bins that grow by a fifth, so that any number of them can be added up and still tell
// a percentile: what is told is the middle of a bin, and so off by 10 % at most.
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'

export const latencyNames = ['wait', 'render', 'detection', 'archive', 'total'] as const
export type LatencyName = (typeof latencyNames)[number]

/** Counts by code: the latency's place in `latencyNames` times 256, plus its bin. */
export type LatencyCounts = ReadonlyMap<number, number>

export type Percentiles = {
  /** Of how many jobs. */
  readonly count: number
  /** Null: of none. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

const growth = 1.2
/** 1.2 ^ 159 milliseconds are more than a hundred years. */
const binMax = 160
const codesPerLatency = 256

/** The code of each latency of `j` (jobs) that is known, as smallint[]. Bin 0 is less than a millisecond. */
export function latencyCodes(sql: Sql): PendingQuery<Row[]> {
  const code = (name: LatencyName, interval: PendingQuery<Row[]>) => sql`
    case when ${interval} is not null then
      ${latencyNames.indexOf(name) * codesPerLatency}::integer + least(${binMax}::integer, case
        when ${interval} < interval '1 millisecond' then 0
        else 1 + floor(ln(extract(epoch from ${interval})::float8 * 1000) / ln(${growth}::float8)) end)
    end`
  return sql`array_remove(array[
    ${code('wait', sql`(j.submitted_at - j.created_at)`)},
    ${code('render', sql`(j.rendered_at - j.submitted_at)`)},
    ${code('detection', sql`(j.rendered_at - (j.reported ->> 'finishedAt')::timestamptz)`)},
    ${code('archive', sql`(j.finished_at - j.rendered_at)`)},
    ${code('total', sql`(j.finished_at - j.created_at)`)}
  ]::smallint[], null)`
}

export function percentilesOf(name: LatencyName, counts: LatencyCounts): Percentiles {
  const first = latencyNames.indexOf(name) * codesPerLatency
  const bins = [...counts]
    .map(([code, count]) => ({ bin: code - first, count }))
    .filter(({ bin }) => bin >= 0 && bin < codesPerLatency)
    .sort((a, b) => a.bin - b.bin)
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  const at = (share: number) => {
    let left = Math.ceil(share * total)
    const found = bins.find(({ count }) => {
      left -= count
      return left <= 0
    })
    return found === undefined ? null : middleMs(found.bin)
  }
  return { count: total, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

/** The point from which both ends of the bin are the same share away. */
function middleMs(bin: number): number {
  return bin === 0 ? 0 : Math.round(growth ** (bin - 0.5))
}
