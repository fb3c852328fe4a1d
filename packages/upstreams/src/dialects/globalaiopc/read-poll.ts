import type { TaskId } from '@reelkeep/core'
import type { PollEvent, Reply } from '../../port.ts'
import { retryAfterMs } from '../retry-after.ts'
import { readRender } from './read-render.ts'
import { errorOf, readBody, type TaskReply, taskIdOf } from './reply.ts'
import { saysAccountTrouble, saysModerated, saysTaskMissing } from './wording.ts'

type Asked = { readonly taskId: TaskId; readonly failedIsFree: boolean }

/** What an answer about a task means: HTTP code first, then content type, then whose task it is, then its words. */
export function readPoll(reply: Reply, asked: Asked): PollEvent {
  const body = readBody(reply)
  const ok = reply.status >= 200 && reply.status < 300
  if (body.kind === 'task') {
    return ok ? readTask(reply, body.task, asked) : readError(reply, body.task)
  }
  if (body.kind === 'empty') {
    if (reply.status === 202) return { type: 'poll-pending', upstreamStatus: null, progress: null }
    return ok ? unrecognized(`HTTP ${reply.status} with an empty body`) : readError(reply, null)
  }
  // A page or text with a code of the 4xx family comes from the way there, not from the service: it says nothing
  // about the task, least of all that there is none.
  const aboutTheWay = reply.status < 500 && ![401, 402, 403, 429].includes(reply.status)
  return aboutTheWay ? unrecognized(`HTTP ${reply.status} with ${body.what}`) : readError(reply, null)
}

function readTask(reply: Reply, task: TaskReply, asked: Asked): PollEvent {
  const id = taskIdOf(task)
  if (id !== null && id !== asked.taskId) return unrecognized(`the answer is about another task, ${id}`)
  const render = readRender(task, asked)
  if (render !== null) return render
  const { code, message } = errorOf(task)
  const words = [code, message].filter((part) => part !== null).join(': ')
  if (saysTaskMissing(words)) return { type: 'task-missing', httpStatus: reply.status, message: words }
  return unrecognized(words === '' ? 'an answer without a status' : `an answer without a status: ${words}`)
}

function readError(reply: Reply, task: TaskReply | null): PollEvent {
  const { code, message } = task ? errorOf(task) : { code: null, message: null }
  const words = [code, message].filter((part) => part !== null).join(': ') || `HTTP ${reply.status}`
  const { status } = reply
  if (status === 401 || status === 402) {
    return { type: 'poll-account-refused', httpStatus: status, vendorMessage: message ?? words }
  }
  if ((status === 400 || status === 403 || status === 422) && saysModerated(words)) {
    return {
      type: 'render-failed',
      reason: 'moderated',
      charged: 'unknown',
      vendorMessage: message ?? words,
      reportedTicks: null,
      upstreamStatus: null,
    }
  }
  // A bare 403 may be about this one task, or a firewall's: it must not stop all creates.
  if (status < 500 && saysAccountTrouble(words)) {
    return { type: 'poll-account-refused', httpStatus: status, vendorMessage: message ?? words }
  }
  if (status === 404 || status === 410 || (status === 400 && saysTaskMissing(words))) {
    return { type: 'task-missing', httpStatus: status, message: words }
  }
  if (status >= 300 && status < 400) {
    return unrecognized(`HTTP ${status}: a redirect, which is not followed; is the base URL right?`)
  }
  return {
    type: 'poll-unanswered',
    httpStatus: status,
    retryAfterMs: retryAfterMs(reply.headers),
    message: words,
  }
}

function unrecognized(message: string): PollEvent {
  return { type: 'poll-unrecognized', upstreamStatus: null, message }
}
