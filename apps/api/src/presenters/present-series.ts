import {
  type JobFigures,
  type LatencyCounts,
  type Percentiles,
  percentilesOf,
  type QueueFigures,
  type SpendFigures,
} from '@reelkeep/db'
import { sumOfKnown, ticksText } from './present-values.ts'

/** A step, or all of them together. Absent jobs: nothing became of any. */
export function presentFigures(jobs: JobFigures | undefined, spend: readonly SpendFigures[]) {
  return {
    created: jobs?.created ?? 0,
    archived: jobs?.archived ?? 0,
    failed: jobs?.failed ?? 0,
    canceled: jobs?.canceled ?? 0,
    by_reason: { ...jobs?.byReason },
    bytes: String(jobs?.bytes ?? 0n),
    polls: jobs?.polls ?? 0,
    latency: presentLatencies(jobs?.latencies ?? new Map()),
    spend: presentSpend(spend.filter(({ simulated }) => !simulated)),
    spend_simulated: presentSpend(spend.filter(({ simulated }) => simulated)),
  }
}

export function presentQueue(figures: QueueFigures | undefined) {
  return figures === undefined ? null : { queued: figures.queued, oldest_ms: figures.oldestMs }
}

export function presentTotal(jobs: readonly JobFigures[], spend: readonly SpendFigures[]) {
  const [first, ...others] = jobs
  return presentFigures(first && others.reduce(addFigures, first), spend)
}

function addFigures(a: JobFigures, b: JobFigures): JobFigures {
  return {
    step: a.step,
    created: a.created + b.created,
    archived: a.archived + b.archived,
    failed: a.failed + b.failed,
    canceled: a.canceled + b.canceled,
    byReason: Object.fromEntries(
      addCounts(new Map(Object.entries(a.byReason)), new Map(Object.entries(b.byReason))),
    ),
    bytes: a.bytes + b.bytes,
    polls: a.polls + b.polls,
    latencies: addCounts(a.latencies, b.latencies),
  }
}

function addCounts<Key>(a: ReadonlyMap<Key, number>, b: ReadonlyMap<Key, number>): Map<Key, number> {
  const sums = new Map(a)
  for (const [key, count] of b) sums.set(key, (sums.get(key) ?? 0) + count)
  return sums
}

function presentLatencies(counts: LatencyCounts) {
  return {
    wait: presentPercentiles(percentilesOf('wait', counts)),
    render: presentPercentiles(percentilesOf('render', counts)),
    detection: presentPercentiles(percentilesOf('detection', counts)),
    archive: presentPercentiles(percentilesOf('archive', counts)),
    total: presentPercentiles(percentilesOf('total', counts)),
  }
}

function presentPercentiles({ count, p50Ms, p95Ms, p99Ms }: Percentiles) {
  return { count, p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms }
}

function presentSpend(figures: readonly SpendFigures[]) {
  return {
    metered_ticks: ticksText(sumOfKnown(figures.map(({ meteredTicks }) => meteredTicks))),
    estimated_ticks: ticksText(sumOfKnown(figures.map(({ estimatedTicks }) => estimatedTicks))),
    contingent_ticks: ticksText(sumOfKnown(figures.map(({ contingentTicks }) => contingentTicks))),
    unknown: figures.reduce((sum, { unknown }) => sum + unknown, 0),
  }
}
