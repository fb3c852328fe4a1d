import { assertNever } from '@reelkeep/core'
import type { AskedOf, PollEvent, Reply } from '../../port.ts'
import { type ErrorWords, errorWordsOf } from './error-words.ts'
import { judge, signsOf } from './evidence.ts'
import { type Layer, layersOf } from './layer.ts'
import { linkOf } from './link.ts'
import { failedRender, readRender } from './read-render.ts'
import { describeBody, type ReplyBody, readBody } from './reply-body.ts'
import { progressOf } from './reported.ts'
import { retryAfterMs } from './retry-after.ts'
import { statusOf } from './status-words.ts'
import { strangerIn, taskIdOf } from './task-id.ts'
import { ticksOf } from './ticks.ts'
import type { Wire } from './wire.ts'
import { saysTaskMissing } from './wording.ts'

/** What an answer about a task means: HTTP code, content type, whose task it is, inner words, outer words, links, money. */
export function readPoll(reply: Reply, asked: AskedOf, wire: Wire): PollEvent {
  const body = readBody(reply)
  const layers = body.kind === 'object' ? layersOf(body.fields, wire.fieldNames) : []
  if (reply.status < 200 || reply.status >= 300) return readRefusal(reply, body, layers, asked, wire)
  if (body.kind === 'object') return readTask(reply, layers, asked, wire)
  // xAI says "still running" as 202 with an empty body (vercel/ai 17308); a page never comes from the service itself.
  if (reply.status === 202 && body.kind !== 'page') return pending(null, layers)
  const hint = body.kind === 'page' ? ': is the base URL right?' : ''
  return unrecognized(null, `HTTP ${reply.status} with ${describeBody(body)}${hint}`)
}

function readTask(reply: Reply, layers: readonly Layer[], asked: AskedOf, wire: Wire): PollEvent {
  const stranger = strangerIn(layers, wire.idFields, asked.taskId)
  if (stranger !== null) return unrecognized(null, `the answer is about another task, ${stranger}`)
  // "Still running" (vercel/ai 17308): the defaults of a clip that is not there yet are no verdict on it.
  if (reply.status === 202 && saysNothing(layers, asked, wire)) return pending(null, layers)
  const render = readRender(layers, asked, wire)
  if (render !== null) return render
  const words = errorWordsOf(layers)
  if (saysTaskMissing(words.all)) {
    return { type: 'task-missing', httpStatus: reply.status, message: words.all }
  }
  const isAccepted = wire.idAloneIsPending && words.all === '' && taskIdOf(layers, wire.idFields) !== null
  if (isAccepted || reply.status === 202) return pending(null, layers)
  return unrecognized(
    null,
    words.all === '' ? 'an answer without a status' : `an answer without a status: ${words.all}`,
  )
}

/** Neither status nor link nor complaint. */
function saysNothing(layers: readonly Layer[], asked: AskedOf, wire: Wire): boolean {
  const isSilent = layers.every((layer) => statusOf(layer) === null) && errorWordsOf(layers).all === ''
  return isSilent && linkOf(layers, wire.statusWords, asked) === null
}

function readRefusal(
  reply: Reply,
  body: ReplyBody,
  layers: readonly Layer[],
  asked: AskedOf,
  wire: Wire,
): PollEvent {
  const words = errorWordsOf(layers)
  const reportedTicks = ticksOf(layers)
  const isBilled = reportedTicks !== null && reportedTicks > 0n
  const line = judge(wire.pollEvidence, reply, signsOf(body, { words, namesTask: false, isBilled }))
  const message = words.all || `HTTP ${reply.status}`
  const httpStatus = reply.status
  if (line === null) {
    return { type: 'poll-unanswered', httpStatus, retryAfterMs: retryAfterMs(reply.headers), message }
  }
  switch (line.is) {
    case 'moderated':
      return failedRender({ reason: 'moderated', reportedTicks, upstreamStatus: null }, words, asked, wire)
    case 'account':
      return { type: 'poll-account-refused', httpStatus, vendorMessage: wordsOr(words, httpStatus) }
    case 'missing':
      return { type: 'task-missing', httpStatus, message }
    case 'configuration':
      return unrecognized(null, `HTTP ${httpStatus}: ${line.why}`)
    default:
      return assertNever(line.is)
  }
}

function wordsOr(words: ErrorWords, httpStatus: number): string {
  return words.message ?? words.code ?? `HTTP ${httpStatus}`
}

function pending(upstreamStatus: string | null, layers: readonly Layer[]): PollEvent {
  return { type: 'poll-pending', upstreamStatus, progress: progressOf(layers) }
}

function unrecognized(upstreamStatus: string | null, message: string): PollEvent {
  return { type: 'poll-unrecognized', upstreamStatus, message }
}
