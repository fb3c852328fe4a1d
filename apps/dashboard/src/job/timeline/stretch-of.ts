import type { HistoryEvent } from '../../api/types.ts'
import { afterColon, byWhom, textIn } from './text-in.ts'
import type { StepName, Tone } from './timeline.ts'

export type Opening = {
  readonly step: StepName
  readonly tone: Tone
  readonly why: string
  /** In line: what for is told by the claim that ends it, or by the row. */
  readonly isInLine?: true
}

/** What the job is busy with from this event on, and why; null: with what it was busy with before. */
export function stretchOf(event: HistoryEvent, upstream: string): Opening | null {
  const { kind, from_state: from, to_state: to } = event
  const say = openings[kind]
  if (say !== undefined) {
    const said = say(event, upstream)
    const step = stepOf[to]
    return step === undefined ? null : { step, ...said }
  }
  // A kind that is not known here: what its state means, if it moved the job.
  const step = stepOf[to]
  return from === to || step === undefined ? null : { step, tone: 'work', why: kind.replaceAll('-', ' ') }
}

const stepOf: Readonly<Record<string, StepName>> = {
  queued: 'wait',
  submitting: 'submit',
  unconfirmed: 'doubt',
  rendering: 'render',
  archiving: 'archive',
}

type Say = (event: HistoryEvent, upstream: string) => Omit<Opening, 'step'>

const idle = (why: string) => ({ tone: 'idle', why }) as const
const inLine = (why: string) => ({ tone: 'idle', why, isInLine: true }) as const
const work = (why: string) => ({ tone: 'work', why }) as const
const trouble = (why: string) => ({ tone: 'trouble', why }) as const

const openings: Readonly<Record<string, Say>> = {
  'job-created': ({ to_state, detail }) =>
    to_state === 'archiving'
      ? work(`Copied from ${textIn(detail, 'reused_from') ?? 'a clip of ours'}; nothing is sent`)
      : inLine(''),
  'job-adopted': ({ detail }, upstream) =>
    work(`Task ${textIn(detail, 'task') ?? '?'} was made elsewhere and is rendered by ${upstream}`),
  'job-restored': () => inLine('Read back from the records in the bucket'),
  'job-paused': ({ detail }) => idle(`Paused by ${byWhom(detail)}`),
  'job-resumed': () => inLine('Resumed'),
  'job-retried': ({ detail }) => inLine(`Retried by ${byWhom(detail)}`),
  'job-admitted': () => work('Claimed by a worker, written down, about to be sent'),
  'intent-taken-back': ({ detail }) => inLine(`Nothing was sent${afterColon(detail, 'why')}`),

  'submission-sending': (_, upstream) => work(`Sent once; the answer of ${upstream} is awaited`),
  'submission-not-sent': ({ detail }) =>
    trouble(`Backed off for some seconds: not a byte could leave us${afterColon(detail, 'why')}`),
  'submission-rate-limited': ({ detail }, upstream) =>
    trouble(`Backed off after a 429 of ${upstream}${afterColon(detail, 'why')}`),
  'submission-unknown': ({ detail }) =>
    trouble(`Nobody can know whether it arrived${afterColon(detail, 'why')}`),
  'submission-accepted': ({ detail }, upstream) => work(acceptedWords(detail, upstream)),
  'submission-bound': ({ detail }) =>
    work(`Task ${textIn(detail, 'task') ?? '?'} was named by ${byWhom(detail)}${afterColon(detail, 'why')}`),
  'submission-resubmitted': ({ detail }) =>
    inLine(`To be sent anew, said ${byWhom(detail)}${afterColon(detail, 'why')}`),
  'retry-scheduled': ({ detail }) =>
    inLine(`Automatic retry ${textIn(detail, 'retry') ?? ''}, since the failure was free`),

  'render-progressed': ({ detail }, upstream) =>
    work(`${upstream} works on it: ${textIn(detail, 'status') ?? 'no status word'}`),
  'job-overdue': (_, upstream) =>
    trouble(`Overdue: ${upstream} takes longer than it may. Asked more slowly; its slot was given back`),
  'account-refused': ({ to_state, detail }, upstream) =>
    to_state === 'queued'
      ? trouble(`${upstream} refused the account, so its gate closed${afterColon(detail, 'why')}`)
      : trouble(`${upstream} refused the account when asked${afterColon(detail, 'why')}; asked again later`),
  'reply-unrecognized': ({ detail }) =>
    trouble(`An answer that no table names${afterColon(detail, 'why')}; asked again later`),
  'poll-unanswered': ({ detail }) =>
    trouble(`No usable answer, ${httpWords(detail)}${afterColon(detail, 'why')}; asked again later`),
  'task-missing': ({ detail }, upstream) =>
    trouble(
      `${upstream} does not know the task${afterColon(detail, 'why')}; asked again, since that may pass`,
    ),
  'render-linkless': () => trouble('Done, says the upstream, and gives no link; asked again'),

  'render-succeeded': () => work('Rendered; the clip is downloaded, checked and kept'),
  'archive-interrupted': ({ detail }) => interrupted(detail),
  'link-dead': ({ detail }) =>
    trouble(`Its link is dead (${textIn(detail, 'why') ?? httpWords(detail)}); a fresh one is asked for`),
  'link-refused': ({ detail }) =>
    trouble(`Waits for a person to allow ${textIn(detail, 'host') ?? 'the host of its link'}`),
  'link-allowed': ({ detail }) => work(`${textIn(detail, 'host') ?? 'The host'} was allowed; tried again`),
  'link-refreshed': () => work('A fresh link came; the clip is downloaded, checked and kept'),
  'link-not-refreshed': ({ detail }) =>
    trouble(`No fresh link yet${afterColon(detail, 'why')}; asked again later`),
  'clip-rescued': () =>
    trouble('Safe on a worker’s own disk, since the store does not take it; offered again'),
  'rescue-lost': ({ detail }) => trouble(`Not on the worker’s disk any more${afterColon(detail, 'why')}`),
  'worker-lost': () => work('Taken up by another worker'),
  'job-rearchived': ({ detail }) => work(`The upstream is asked again for its clip, said ${byWhom(detail)}`),
}

export const openingKinds: ReadonlySet<string> = new Set(Object.keys(openings))

function acceptedWords(detail: HistoryEvent['detail'], upstream: string): string {
  const task = textIn(detail, 'task') ?? '?'
  const instead = textIn(detail, 'instead_of')
  if (instead !== null) return `${upstream} answered late: the task is ${task}, not ${instead}`
  return detail.late === true
    ? `${upstream} answered late after all, with task ${task}`
    : `${upstream} accepted it as task ${task}, and renders`
}

function interrupted(detail: HistoryEvent['detail']): Omit<Opening, 'step'> {
  const why = afterColon(detail, 'why')
  const where = textIn(detail, 'where')
  if (where === 'store') return trouble(`The store does not take it${why}; tried again`)
  const tries = textIn(detail, 'failures')
  const nth = tries === null ? '' : ` (${tries} with this link)`
  return where === 'clip'
    ? trouble(`What came is no whole clip${nth}${why}; tried again`)
    : trouble(`The download broke off${nth}${why}; tried again`)
}

function httpWords(detail: HistoryEvent['detail']): string {
  const status = textIn(detail, 'http_status')
  return status === null ? 'nothing came back' : `HTTP ${status}`
}
