import type { TaskState } from '../../tasks/task-state.ts'
import { failureText } from '../failure-text.ts'
import type { Json, TaskView, VendorReply } from '../vendor.ts'
import { xaiTaskReply } from '../xai/task-json.ts'

/** The answer of GET /grok/v1/videos/{request_id}, in the shape that the view asks for. */
export function cometTaskReply(view: TaskView): VendorReply {
  return view.shape === 'wrapped' ? { status: 200, json: wrapped(view) } : raw(view)
}

/** The Polish page: `request_id` alone while there is nothing to say, then xAI's fields beside it. */
function raw(view: TaskView): VendorReply {
  const { id, state } = view
  // A status of a scenario's own needs a reply that has one.
  const isSilent = (state === 'queued' || state === 'processing') && view.statusWord === null
  if (isSilent) return { status: 200, json: { request_id: id } }
  const { status, json } = xaiTaskReply(view)
  if (status === 400) return { status, json }
  return { status: 200, json: { request_id: id, ...json, error: json.error ?? null } }
}

/** The words of the gateway software for a task's state. */
const outerWords: { readonly [state in TaskState]: string } = {
  queued: 'QUEUED',
  processing: 'IN_PROGRESS',
  completed: 'SUCCESS',
  failed: 'FAILURE',
}

/** The English page. `fail_reason` is the old place of the link, so that it holds one on SUCCESS. */
function wrapped(view: TaskView): Json {
  const { task, state, id, progress } = view
  const passedOn = inner(view)
  // A clip that was withheld is done in xAI's words, and so the wrapper has no failure to tell.
  const outer = passedOn.status === 'done' ? 'completed' : state
  const isFinal = state === 'completed' || state === 'failed'
  return {
    code: 'success',
    message: '',
    data: {
      task_id: id,
      action: 'VIDEO_GENERATION',
      status: view.statusWord ?? outerWords[outer],
      fail_reason: outer === 'completed' ? (view.link ?? '') : outer === 'failed' ? failureText(task) : '',
      submit_time: Math.floor(task.createdAtMs / 1000),
      start_time: view.startedAt ?? 0,
      finish_time: view.finishedAt ?? 0,
      // 100% for an end of either kind.
      progress: isFinal ? '100%' : `${progress}%`,
      data: state === 'queued' ? null : passedOn,
    },
  }
}

/** xAI's last reply, in its own words, whatever the wrapper calls the state. */
function inner(view: TaskView): Json {
  const { json } = xaiTaskReply({ ...view, statusWord: null })
  if (json.status !== 'done') return json
  // In the order of the page's sample.
  return { model: json.model, usage: json.usage, video: json.video, status: json.status }
}
