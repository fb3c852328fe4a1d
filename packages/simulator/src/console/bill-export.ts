import { chargedTicks } from '../bill.ts'
import type { MountName } from '../mounts/mount-names.ts'
import type { Task } from '../tasks/task.ts'
import type { World } from '../world.ts'

const ticksPerUsd = 10_000_000_000n

/** The usage of one mount, or of all, as vendors let it be downloaded: a line for each task that cost something, in dollars. */
export function billExport(world: World, mount: MountName | null, format: 'csv' | 'json'): string {
  const nowMs = world.now()
  const lines = [...world.store.entries.values()]
    .map(({ task }) => task)
    .filter((task) => mount === null || task.mount === mount)
    .map((task) => lineOf(task, chargedTicks(task, nowMs, world.speed)))
    .filter(({ amount_usd: amount }) => amount !== '0.0000000000')
  if (format === 'json') return `${JSON.stringify({ currency: 'USD', data: lines }, null, 2)}\n`
  const rows = lines.map((line) => Object.values(line).map(cell).join(','))
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`
}

const columns = ['created_at', 'task_id', 'model', 'unit', 'quantity', 'amount_usd']

function lineOf(task: Task, ticks: bigint) {
  return {
    created_at: new Date(task.createdAtMs).toISOString(),
    task_id: task.id,
    model: task.model,
    unit: task.unit,
    quantity: task.quantity,
    amount_usd: `${ticks / ticksPerUsd}.${String(ticks % ticksPerUsd).padStart(10, '0')}`,
  }
}

function cell(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
