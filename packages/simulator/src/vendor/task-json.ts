import type { Task } from '../tasks/task.ts'
import type { TaskState } from '../tasks/task-state.ts'

/** The reply to a creation: "Response parameters" of Create Task. The status is always `queued`. */
export function creationJson(task: Task): object {
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
export function taskJson(task: Task, state: TaskState, link: string | null): object {
  return {
    id: task.id,
    object: 'video',
    created: createdSeconds(task),
    model: task.model,
    status: state,
    video_url: link,
    // "Actual output video duration (seconds), returned when status is completed": our copy of the page has lost this
    // field's name; the vendor's other pages spell it so.
    ...(state === 'completed' ? { actualDuration: task.durationS } : {}),
    error: state === 'failed' ? failureText(task) : null,
  }
}

/** The documents promise an "error message" and show none. */
function failureText(task: Task): string {
  return task.outcome === 'moderated'
    ? 'The prompt was rejected by content moderation: it violates the safety policy.'
    : 'Video generation failed: internal error of the render node, please try again later.'
}

function createdSeconds(task: Task): number {
  return Math.floor(task.createdAtMs / 1000)
}
