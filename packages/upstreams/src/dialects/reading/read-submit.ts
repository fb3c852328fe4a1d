import { assertNever, type TaskId } from '@reelkeep/core'
import type { Reply, SubmitEvent } from '../../port.ts'
import { type ErrorWords, errorWordsOf } from './error-words.ts'
import { type Evidence, judge, type SubmitVerdict, signsOf } from './evidence.ts'
import { type Layer, layersOf } from './layer.ts'
import { describeBody, readBody } from './reply-body.ts'
import { retryAfterMs } from './retry-after.ts'
import { statusOf } from './status-words.ts'
import { taskIdOf } from './task-id.ts'
import { ticksOf } from './ticks.ts'
import type { Wire } from './wire.ts'

/**
 * What became of a POST, by evidence. What no line of the vendor's table covers is `submit-unknown`: to send again what
 * was created costs money, to ask a person costs a minute.
 */
export function readSubmit(reply: Reply, wire: Wire): SubmitEvent {
  const body = readBody(reply)
  const layers = body.kind === 'object' ? layersOf(body.fields, wire.fieldNames) : []
  const taskId = taskIdOf(layers, wire.idFields)
  const words = errorWordsOf(layers)
  if (reply.status >= 200 && reply.status < 300) {
    if (taskId !== null) return accepted(layers, taskId)
    const what = body.kind === 'object' ? 'no usable task id in it' : describeBody(body)
    if (body.kind !== 'page') return unknown(reply, `HTTP ${reply.status} with ${what}${said(words)}`)
    return { ...unknown(reply, `HTTP ${reply.status} with ${what}: is the base URL right?`), isPage: true }
  }
  const ticks = ticksOf(layers)
  const isBilled = ticks !== null && ticks > 0n
  const line = judge(
    wire.submitEvidence,
    reply,
    signsOf(body, { words, namesTask: taskId !== null, isBilled }),
  )
  if (line !== null) return refused(reply, line, words, ticks)
  const named = taskId === null ? '' : ' and names a task'
  return unknown(reply, `HTTP ${reply.status}${named} does not say whether a task was made${said(words)}`)
}

function accepted(layers: readonly Layer[], taskId: string): SubmitEvent {
  const upstreamStatus =
    layers
      .toReversed()
      .map(statusOf)
      .find((word) => word !== null) ?? null
  return {
    type: 'submit-accepted',
    taskId: taskId as TaskId, // parsing: the upstream's own name of its task
    upstreamStatus,
  }
}

function refused(
  reply: Reply,
  line: Evidence<SubmitVerdict>,
  words: ErrorWords,
  reportedTicks: bigint | null,
): SubmitEvent {
  const httpStatus = reply.status
  const vendorMessage = words.message ?? words.code ?? `HTTP ${httpStatus}`
  switch (line.is) {
    case 'rejected':
    case 'moderated':
      return {
        type: 'submit-rejected',
        reason: line.is,
        httpStatus,
        vendorCode: words.code,
        vendorMessage,
        reportedTicks,
      }
    case 'rate-limited':
      return { type: 'submit-rate-limited', retryAfterMs: retryAfterMs(reply.headers), vendorMessage }
    case 'account':
      return { type: 'submit-account-refused', what: 'account', httpStatus, vendorMessage }
    case 'configuration':
      return {
        type: 'submit-account-refused',
        what: 'configuration',
        httpStatus,
        vendorMessage: `${line.why}${said(words)}`,
      }
    default:
      return assertNever(line.is)
  }
}

function unknown(reply: Reply, message: string): Extract<SubmitEvent, { type: 'submit-unknown' }> {
  return { type: 'submit-unknown', httpStatus: reply.status, message }
}

function said(words: ErrorWords): string {
  return words.all === '' ? '' : `; it says: ${words.all}`
}
