import type { Task } from './tasks/task.ts'
import { taskState } from './tasks/task-state.ts'
import { priceOf } from './vendor/prices.ts'

/** A line of the bill on disk: written with the task, before anybody is told of it. */
export type Charge = {
  readonly taskId: string
  readonly createdAtMs: number
  readonly model: string
  readonly unit: 'second' | 'call'
  readonly quantity: number
  readonly ticks: string
}

export function chargeFor(
  model: string,
  durationS: number,
): { unit: 'second' | 'call'; quantity: number; ticks: bigint } {
  const price = priceOf(model)
  const quantity = price.unit === 'second' ? durationS : 1
  return { unit: price.unit, quantity, ticks: price.ticks * BigInt(quantity) }
}

export function chargeOf(task: Task): Charge {
  const { unit, quantity } = chargeFor(task.model, task.durationS)
  return {
    taskId: task.id,
    createdAtMs: task.createdAtMs,
    model: task.model,
    unit,
    quantity,
    ticks: task.chargedTicks,
  }
}

/** What a task costs as of now: its creation, less the refund of a failure where failures are free. */
export function chargedTicks(task: Task, nowMs: number, speed: number): bigint {
  const refunded = task.refundedIfFailed && taskState(task, nowMs, speed) === 'failed'
  return refunded ? 0n : BigInt(task.chargedTicks)
}
