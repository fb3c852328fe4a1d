import type { MountName } from './mounts/mount-names.ts'
import type { Task } from './tasks/task.ts'
import { taskState } from './tasks/task-state.ts'

/** A line of the bill on disk: written with the task, before anybody is told of it. */
export type Charge = {
  readonly taskId: string
  readonly mount: MountName
  readonly createdAtMs: number
  readonly model: string
  readonly unit: 'second' | 'call'
  readonly quantity: number
  readonly ticks: string
  /** What the vendor's replies say; null where they say nothing. */
  readonly reportedTicks: string | null
}

export function chargeOf(task: Task): Charge {
  return {
    taskId: task.id,
    mount: task.mount,
    createdAtMs: task.createdAtMs,
    model: task.model,
    unit: task.unit,
    quantity: task.quantity,
    ticks: task.chargedTicks,
    reportedTicks: task.reportedTicks,
  }
}

/** What a task costs as of now: its creation, less the refund of a failure where failures are free. */
export function chargedTicks(task: Task, nowMs: number, speed: number): bigint {
  const refunded = task.refundedIfFailed && taskState(task, nowMs, speed) === 'failed'
  return refunded ? 0n : BigInt(task.chargedTicks)
}
