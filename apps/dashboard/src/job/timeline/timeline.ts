import type { HistoryEvent, Job } from '../../api/types.ts'
import { endingOf } from './ending-of.ts'
import { markOf, ofExchange } from './mark-of.ts'
import { type Opening, stretchOf } from './stretch-of.ts'
import { inLineFor, sentence } from './waiting-words.ts'

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

type OpenBar = { step: StepName; stretches: Stretch[]; marks: Mark[] }
type OpenAttempt = {
  number: number | null
  title: string | null
  isSent: boolean
  bars: OpenBar[]
  ending: Ending | null
}

class Life {
  readonly #upstream: string
  readonly #attempts: OpenAttempt[] = []
  readonly #afterwards: Mark[] = []
  #opening: Opening | null = null

  constructor(upstream: string) {
    this.#upstream = upstream
  }

  take(event: HistoryEvent): void {
    const at = Date.parse(event.at)
    const ending = endingOf(event)
    // The moment that ends a stretch is still on it.
    const mark = markOf(event)
    if (mark !== null) this.#note({ at, ...mark })
    const opening = stretchOf(event, this.#upstream)
    if (ending === null && opening === null) return
    this.#close(at, event)
    if (ending !== null) this.#end(ending)
    if (opening === null) return
    this.#enter(event)
    this.#opening = opening
    const { step, tone } = opening
    this.#barOf(step).stretches.push({ startAt: at, endAt: null, tone, why: this.#why(null) })
  }

  /** Kept answers lie on the bar during which they came; at the very moment of a change, on the one that they ended. */
  hear(exchange: TimedExchange): void {
    const at = Date.parse(exchange.at)
    const bars = this.#attempts.flatMap((attempt) => attempt.bars)
    bars.find((bar) => at <= endOf(bar))?.marks.push({ at, ...ofExchange(exchange) })
  }

  told({ waiting_for: waitingFor }: History['job'], now: number): Timeline {
    this.#change((open) => ({ ...open, why: this.#why(waitingFor) }))
    const attempts = this.#attempts.map(attemptTold)
    const bars = attempts.flatMap((attempt) => attempt.bars)
    const isOpen = bars.at(-1)?.endAt === null
    const startAt = bars[0]?.startAt ?? now
    return {
      startAt,
      endAt: Math.max(startAt, bars.at(-1)?.endAt ?? now),
      isOpen,
      attempts,
      afterwards: this.#afterwards,
    }
  }

  #note(mark: Mark): void {
    const bar = this.#attempts.at(-1)?.bars.at(-1)
    if (bar === undefined || bar.stretches.at(-1)?.endAt !== null) this.#afterwards.push(mark)
    else bar.marks.push(mark)
  }

  #close(at: number, { detail }: HistoryEvent): void {
    this.#change((open) => ({ ...open, endAt: at, why: this.#why(detail.waited_for) }))
  }

  #change(change: (open: Stretch) => Stretch): void {
    const stretches = this.#attempts.at(-1)?.bars.at(-1)?.stretches
    const open = stretches?.at(-1)
    if (stretches !== undefined && open?.endAt === null) stretches[stretches.length - 1] = change(open)
  }

  #why(waitingFor: unknown): string {
    if (this.#opening === null) return ''
    const { why, isInLine } = this.#opening
    return isInLine ? sentence(why, inLineFor(waitingFor, this.#upstream)) : why
  }

  #end(ending: Ending): void {
    const attempt = this.#attempts.at(-1)
    // What ended it first stands; a person who gives up a failed one does not change how it failed.
    if (attempt !== undefined) attempt.ending ??= ending
  }

  /** A new attempt begins with the wait before it; being claimed only gives it its number. */
  #enter({ kind, detail, to_state: state }: HistoryEvent): void {
    const last = this.#attempts.at(-1)
    const number = typeof detail.number === 'number' ? detail.number : null
    const isAgain = last?.ending !== null && last !== undefined
    if (last === undefined || isAgain || (state === 'queued' && last.isSent)) {
      const sent = state !== 'queued'
      this.#attempts.push({ number, title: titles[kind] ?? null, isSent: sent, bars: [], ending: null })
    } else if (kind === 'job-admitted') {
      last.number = number
      last.isSent = true
    }
  }

  #barOf(step: StepName): OpenBar {
    const bars = this.#attempts.at(-1)?.bars ?? []
    const last = bars.at(-1)
    if (last?.step === step) return last
    const bar: OpenBar = { step, stretches: [], marks: [] }
    bars.push(bar)
    return bar
  }
}

const titles: Readonly<Record<string, string>> = {
  'job-adopted': 'Adopted task',
  'job-rearchived': 'Asked again for its clip',
  'submission-bound': 'Bound to another task',
}

function attemptTold({ number, title, isSent, bars, ending }: OpenAttempt): Attempt {
  const told = bars.map(barTold)
  return { title: title ?? titleOf(number, isSent, told, ending), bars: told, ending }
}

function titleOf(
  number: number | null,
  isSent: boolean,
  bars: readonly Bar[],
  ending: Ending | null,
): string {
  if (number !== null) return `Submission ${number}`
  if (bars.some(({ step }) => step !== 'wait')) {
    return bars.every(({ step }) => step === 'archive') ? 'Copy of a clip of ours' : 'A submission'
  }
  return ending === null ? 'Not sent yet' : 'Never sent'
}

function barTold({ step, stretches, marks }: OpenBar): Bar {
  return {
    step,
    startAt: stretches[0]?.startAt ?? 0,
    endAt: stretches.at(-1)?.endAt ?? null,
    stretches,
    marks: [...marks].sort((a, b) => a.at - b.at),
  }
}

function endOf({ stretches }: OpenBar): number {
  return stretches.at(-1)?.endAt ?? Number.POSITIVE_INFINITY
}
