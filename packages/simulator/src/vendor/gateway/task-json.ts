import type { Task } from '../../tasks/task.ts'
import { failureText } from '../failure-text.ts'
import type { Json, TaskView } from '../vendor.ts'

/** The reply to a creation: "Response parameters" of Create Task. The status is always `queued`. */
export function creationJson(task: Task): Json {
  return {
    id: task.id,
    object: 'video',
    created: createdSeconds(task),
    model: task.model,
    status: 'queued',
    error: null,
  }
}

/** The answer to a question: the sample of Query Task, key for key. */
export function taskJson({ task, state, link, id, model, statusWord }: TaskView): Json {
  return {
    id,
    object: 'video',
    created: createdSeconds(task),
    model,
    status: statusWord ?? state,
    video_url: link,
    // "Actual output video duration (seconds), returned when status is completed": our copy of the page has lost this
    // field's name; the vendor's other pages spell it so.
    ...(state === 'completed' ? { actualDuration: task.durationS } : {}),
    error: state === 'failed' ? failureText(task) : null,
  }
}

function createdSeconds(task: Task): number {
  return Math.floor(task.createdAtMs / 1000)
}
