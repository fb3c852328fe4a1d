import type { HistoryEvent, Job } from '../../api/types.ts'
import { endingOf } from './ending-of.ts'
import { markOf, ofExchange } from './mark-of.ts'
import { type Opening, stretchOf } from './stretch-of.ts'
import type { Attempt, Bar, Ending, Mark, StepName, Stretch, TimedExchange, Timeline } from './timeline.ts'
import { inLineFor, sentence, turnCameWords } from './waiting-words.ts'

type OpenBar = { step: StepName; stretches: Stretch[]; marks: Mark[] }
type OpenAttempt = {
  number: number | null
  title: string | null
  isSent: boolean
  bars: OpenBar[]
  ending: Ending | null
}

/** Takes a job's events in order, and remembers bars. */
export class Life {
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
    this.#barOf(step).stretches.push({
      startAt: at,
      endAt: null,
      tone,
      why: this.#why(inLineFor(null, this.#upstream)),
    })
  }

  /** Kept answers lie on the bar during which they came; at the very moment of a change, on the one that they ended. */
  hear(exchange: TimedExchange): void {
    const at = Date.parse(exchange.at)
    const bars = this.#attempts.flatMap((attempt) => attempt.bars)
    bars.find((bar) => at <= endOf(bar))?.marks.push({ at, ...ofExchange(exchange) })
  }

  told({ waiting_for: waitingFor }: Pick<Job, 'waiting_for'>, now: number): Timeline {
    this.#change((open) => ({ ...open, why: this.#why(inLineFor(waitingFor, this.#upstream)) }))
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
    this.#change((open) => ({
      ...open,
      endAt: at,
      why: this.#why(turnCameWords(detail, this.#upstream, at - open.startAt)),
    }))
  }

  #change(change: (open: Stretch) => Stretch): void {
    const stretches = this.#attempts.at(-1)?.bars.at(-1)?.stretches
    const open = stretches?.at(-1)
    if (stretches !== undefined && open?.endAt === null) stretches[stretches.length - 1] = change(open)
  }

  #why(inLine: string): string {
    if (this.#opening === null) return ''
    const { why, isInLine } = this.#opening
    return isInLine ? sentence(why, inLine) : why
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

function attemptTold({ number, title, bars, ending }: OpenAttempt): Attempt {
  const told = bars.map(barTold)
  return { title: title ?? titleOf(number, told, ending), bars: told, ending }
}

function titleOf(number: number | null, bars: readonly Bar[], ending: Ending | null): string {
  if (number !== null) return `Submission ${number}`
  if (bars.every(({ step }) => step === 'wait')) return ending === null ? 'Not sent yet' : 'Never sent'
  return bars.every(({ step }) => step === 'archive') ? 'Copy of a clip of ours' : 'A submission'
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
