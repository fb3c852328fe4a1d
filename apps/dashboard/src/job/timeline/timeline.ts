import type { HistoryEvent, Job } from '../../api/types.ts'
import { Life } from './life.ts'

/** What the job was busy with. `doubt`: sent, and nobody knows whether it arrived. */
export type StepName = 'wait' | 'submit' | 'doubt' | 'render' | 'archive'

/** `idle`: it waits for something; `work`: somebody is at it; `trouble`: something went wrong and is tried again. */
export type Tone = 'idle' | 'work' | 'trouble'

/** A part of a bar during which one reason held. Times are milliseconds since 1970; without an end it lasts still. */
export type Stretch = {
  readonly startAt: number
  readonly endAt: number | null
  readonly tone: Tone
  readonly why: string
}

/** A moment on a bar: a poll, or something that happened without changing what the job was busy with. */
export type Mark = {
  readonly at: number
  readonly kind: 'poll' | 'fact' | 'trouble'
  readonly text: string
}

export type Bar = {
  readonly step: StepName
  readonly startAt: number
  readonly endAt: number | null
  readonly stretches: readonly Stretch[]
  readonly marks: readonly Mark[]
}

export type Ending = { readonly text: string; readonly tone: 'good' | 'bad' | 'neutral' }

/** What belongs to one submission, from the wait before it to its end. */
export type Attempt = {
  readonly title: string
  readonly bars: readonly Bar[]
  /** Null: it is still under way. */
  readonly ending: Ending | null
}

export type Timeline = {
  readonly startAt: number
  /** Of the last bar; now, where it lasts still. */
  readonly endAt: number
  readonly isOpen: boolean
  readonly attempts: readonly Attempt[]
  /** What happened to it after its end, or between two attempts. */
  readonly afterwards: readonly Mark[]
}

export type TimedExchange = {
  readonly at: string
  readonly step: string
  readonly http_status: number | null
  readonly duration_ms: number
  readonly read_as: string | null
}

type History = {
  readonly job: Pick<Job, 'upstream' | 'waiting_for'>
  readonly events: readonly HistoryEvent[]
  readonly exchanges: readonly TimedExchange[]
}

/**
 * A job's life as bars, one for each step of each attempt, without a gap between them: every moment from the first event
 * to the end, or to now, has its reason. An event of a kind that is not known here is a mark, and what its state means.
 */
export function buildTimeline({ job, events, exchanges }: History, now: Date): Timeline {
  const life = new Life(job.upstream)
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) life.take(event)
  for (const exchange of exchanges) life.hear(exchange)
  return life.told(job, now.getTime())
}
