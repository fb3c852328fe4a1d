import type { Task } from './task.ts'

export type TaskState = 'queued' | 'processing' | 'completed' | 'failed'

/** Where a task stands, in the first documents' four words. */
export function taskState(task: Task, nowMs: number, speed: number): TaskState {
  const elapsedS = elapsedSeconds(task, nowMs, speed)
  if (elapsedS < task.processingAfterS) return 'queued'
  if (task.finishedAfterS === null || elapsedS < task.finishedAfterS) return 'processing'
  return task.ending.outcome === 'completed' ? 'completed' : 'failed'
}

/** Seconds of the vendor's time since the task was created. */
export function elapsedSeconds(task: Task, nowMs: number, speed: number): number {
  return ((nowMs - task.createdAtMs) / 1000) * speed
}
