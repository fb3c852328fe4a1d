import type { TaskView } from '../vendor/vendor.ts'
import { elapsedSeconds, taskState } from './task-state.ts'
import type { TaskEntry } from './task-store.ts'

/** What is true of a task at a moment, without its link. */
export function viewOf({ task, polls }: TaskEntry, nowMs: number, speed: number): TaskView {
  const state = taskState(task, nowMs, speed)
  const isRunning = state === 'queued' || state === 'processing'
  const atUnix = (afterS: number): number => Math.floor(task.createdAtMs / 1000 + afterS / speed)
  const share = elapsedSeconds(task, nowMs, speed) / (task.finishedAfterS ?? Infinity)
  return {
    task,
    state,
    progress: isRunning ? Math.min(Math.max(Math.floor(share * 100), 0), 99) : 100,
    link: null,
    id: task.id,
    model: task.model,
    statusWord: null,
    shape: task.replies === 'alternating' ? (polls % 2 === 0 ? 'raw' : 'wrapped') : task.replies,
    // The vendor's sample has 0 here for a finished task; so has every other task of ours.
    startedAt: state === 'queued' || task.occurrence % 2 === 0 ? null : atUnix(task.processingAfterS),
    finishedAt: isRunning ? null : atUnix(task.finishedAfterS ?? 0),
  }
}
