import type { HistoryEvent } from '../../api/types.ts'
import { durationText } from '../../format/duration.ts'
import { openingKinds } from './stretch-of.ts'
import { afterColon, byWhom, textIn } from './text-in.ts'
import type { Mark, TimedExchange } from './timeline.ts'

type Said = Pick<Mark, 'kind' | 'text'>

/** A moment worth a tick on the bar; null: the bar itself says it. */
export function markOf({ kind, from_state: from, to_state: to, detail }: HistoryEvent): Said | null {
  const say = words[kind]
  if (say !== undefined) return say(detail)
  return from === to && !openingKinds.has(kind) ? fact(kind.replaceAll('-', ' ')) : null
}

type Detail = HistoryEvent['detail']

const words: Readonly<Record<string, (detail: Detail) => Said>> = {
  'render-progressed': (detail) =>
    fact(`The upstream says ${textIn(detail, 'status') ?? 'nothing'}${percent(detail)}`),
  'job-prioritized': (detail) =>
    fact(`Priority ${textIn(detail, 'priority') ?? 'changed'}, was ${textIn(detail, 'was') ?? 'another'}`),
  'job-hurried': (detail) => fact(`Asked for now by ${byWhom(detail)}`),
  'link-aging': (detail) =>
    trouble(`Its link has a ${textIn(detail, 'left') ?? 'little'} of its life left${leftOf(detail)}`),
  'worker-lost': (detail) => trouble(`Its worker was lost, ${textIn(detail, 'crashes') ?? '?'} in a row`),
  'policy-held': (detail) => fact(`The policy leaves it to a person${afterColon(detail, 'why')}`),
  'submission-orphaned': (detail) =>
    trouble(`An earlier submission was accepted after all, as task ${textIn(detail, 'task') ?? '?'}`),
  'clip-damaged': (detail) => trouble(`The stored clip was found damaged${afterColon(detail, 'damage')}`),
  'clip-mended': () => fact('The stored clip is whole again'),
  'bill-applied': () => fact('A bill settled what it cost'),
}

export const markKinds = Object.keys(words)

/** An answer of the upstream that was kept. */
export function ofExchange({
  step,
  http_status: status,
  duration_ms: ms,
  read_as: readAs,
}: TimedExchange): Said {
  const what = step === 'submit' ? 'Submitted' : step === 'poll' ? 'Polled' : step
  const answer = status === null ? 'no answer' : `HTTP ${status}`
  const read = readAs === null ? '' : `, read as ${readAs.replaceAll('-', ' ')}`
  return { kind: 'poll', text: `${what}: ${answer} in ${durationText(ms)}${read}` }
}

function fact(text: string): Said {
  return { kind: 'fact', text }
}

function trouble(text: string): Said {
  return { kind: 'trouble', text }
}

function percent(detail: Detail): string {
  const progress = textIn(detail, 'progress')
  return progress === null ? '' : `, ${progress} %`
}

function leftOf(detail: Detail): string {
  const seconds = detail.left_s
  return typeof seconds === 'number' ? `, ${durationText(seconds * 1_000)}` : ''
}
