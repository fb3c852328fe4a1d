import type { Percentiles, StatsSeries } from '../api/types.ts'
import { durationText } from '../format/duration.ts'
import type { Series } from '../ui/chart/chart-data.ts'

type Step = StatsSeries['data'][number]
type Latency = keyof Step['latency']

const stepWords: Readonly<Record<StatsSeries['step'], string>> = {
  '1m': 'minute',
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': 'hour',
  '6h': '6 hours',
  '1d': 'day',
}

/** "jobs per 15 minutes" */
export function perStep(noun: string, { step }: Pick<StatsSeries, 'step'>): string {
  return `${noun} per ${stepWords[step]}`
}

/** Jobs made, archived and failed in each step. A step in which nothing happened is zero, which is known. */
export function throughput(steps: readonly Step[]): Series[] {
  return [
    { name: 'created', color: '--queued', dash: 'dashed', values: steps.map(({ created }) => created) },
    { name: 'archived', color: '--archived', kind: 'area', values: steps.map(({ archived }) => archived) },
    { name: 'failed', color: '--failed', dash: 'dotted', values: steps.map(({ failed }) => failed) },
  ]
}

/** Three lines; a step without a job of which it is known is a gap. */
export function percentiles(steps: readonly Step[], of: Latency): Series[] {
  const line = (read: (figures: Percentiles) => number | null) =>
    steps.map(({ latency }) => read(latency[of]))
  return [
    { name: 'p50', color: '--accent', values: line(({ p50_ms: ms }) => ms) },
    { name: 'p95', color: '--archiving', dash: 'dashed', values: line(({ p95_ms: ms }) => ms) },
    { name: 'p99', color: '--unconfirmed', dash: 'dotted', values: line(({ p99_ms: ms }) => ms) },
  ]
}

/** The age of the oldest queued job, which shows a wait before it is over; null in every step: nobody looked. */
export function queueAge(steps: readonly Step[]): Series | null {
  const values = steps.map(({ queue }) => queue?.oldest_ms ?? null)
  if (values.every((value) => value === null)) return null
  return { name: 'oldest in the queue', color: '--failed', kind: 'area', values }
}

/** When a step begins and when the next one does. */
export function stepBounds({ data, to }: StatsSeries, index: number): { from: string; to: string } | null {
  const step = data[index]
  return step === undefined ? null : { from: step.at, to: data[index + 1]?.at ?? to }
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Where the marks of an axis of time may stand. */
export const durationMarks: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 192].map((hours) => hours * hourMs),
]

export function durationMark(ms: number): string {
  return ms === 0 ? '0' : durationText(ms)
}
