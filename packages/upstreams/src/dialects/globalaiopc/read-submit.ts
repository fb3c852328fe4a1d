import type { TaskId } from '@reelkeep/core'
import type { Reply, SubmitEvent } from '../../port.ts'
import { retryAfterMs } from '../retry-after.ts'
import { errorOf, type ReplyBody, readBody, taskIdOf } from './reply.ts'
import { foldStatus } from './status-words.ts'
import { saysAccountTrouble, saysModerated } from './wording.ts'

/**
 * What became of a POST, by evidence. A code that is not in the table is `submit-unknown`: to send again what was
 * created costs money, to ask a person costs a minute (NOTES.md, "Submit").
 */
export function readSubmit(reply: Reply): SubmitEvent {
  const body = readBody(reply)
  if (reply.status >= 200 && reply.status < 300) return readAccepted(reply, body)
  if (refusedAtTheDoor.has(reply.status)) return readDoor(reply, body)
  if (refusedWithReason.has(reply.status)) return readRefusal(reply, body)
  return unknown(reply, `HTTP ${reply.status} does not say whether a task was made${said(body)}`)
}

/** Answered before any work, whatever the body looks like: no key, no money, too often. */
const refusedAtTheDoor: ReadonlySet<number> = new Set([401, 402, 429])

/** A refusal of this request, if it is a well-formed error of the vendor's and not some proxy's page. */
const refusedWithReason: ReadonlySet<number> = new Set([400, 403, 404, 413, 422])

function readAccepted(reply: Reply, body: ReplyBody): SubmitEvent {
  if (body.kind !== 'task') {
    return unknown(
      reply,
      `HTTP ${reply.status} without a task: ${body.kind === 'empty' ? 'empty' : body.what}`,
    )
  }
  const taskId = taskIdOf(body.task)
  if (taskId === null) return unknown(reply, `HTTP ${reply.status} without a usable task id${said(body)}`)
  const { status } = body.task
  return {
    type: 'submit-accepted',
    taskId: taskId as TaskId, // parsing: the upstream's own name of its task
    upstreamStatus: status ? foldStatus(status) : null,
  }
}

function readDoor(reply: Reply, body: ReplyBody): SubmitEvent {
  const message = messageOf(body) ?? `HTTP ${reply.status}`
  if (reply.status === 429 && !saysAccountTrouble(message)) {
    return {
      type: 'submit-rate-limited',
      retryAfterMs: retryAfterMs(reply.headers),
      vendorMessage: message,
    }
  }
  return { type: 'submit-account-refused', what: 'account', httpStatus: reply.status, vendorMessage: message }
}

function readRefusal(reply: Reply, body: ReplyBody): SubmitEvent {
  if (body.kind !== 'task') {
    return unknown(
      reply,
      `HTTP ${reply.status} without a readable error: ${body.kind === 'empty' ? 'empty' : body.what}`,
    )
  }
  if (taskIdOf(body.task) !== null)
    return unknown(reply, `HTTP ${reply.status} that names a task${said(body)}`)
  const { code, message } = errorOf(body.task)
  if (code === null && message === null) return unknown(reply, `HTTP ${reply.status} without an error in it`)
  const vendorMessage = message ?? code ?? ''
  if (saysAccountTrouble(`${code} ${message}`) && !saysModerated(vendorMessage)) {
    return { type: 'submit-account-refused', what: 'account', httpStatus: reply.status, vendorMessage }
  }
  return {
    type: 'submit-rejected',
    reason: saysModerated(`${code} ${message}`) ? 'moderated' : 'rejected',
    httpStatus: reply.status,
    vendorCode: code,
    vendorMessage,
    reportedTicks: null,
  }
}

function unknown(reply: Reply, message: string): SubmitEvent {
  return { type: 'submit-unknown', httpStatus: reply.status, message }
}

function messageOf(body: ReplyBody): string | null {
  if (body.kind !== 'task') return null
  const { code, message } = errorOf(body.task)
  return message ?? code
}

function said(body: ReplyBody): string {
  const message = messageOf(body)
  return message === null ? '' : `; it says: ${message}`
}
