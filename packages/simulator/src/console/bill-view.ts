import { chargedTicks } from '../bill.ts'
import { type MountName, mountNames } from '../mounts/mount-names.ts'
import type { Task } from '../tasks/task.ts'
import type { World } from '../world.ts'

/**
 * What everything cost as of now. Ticks are decimal text, 10^10 a dollar. What a vendor charges and what its replies report
 * are two figures: GlobalAiOpc and XingChaoYiQing report nothing, CometAPI reports xAI's.
 */
export function billView(world: World): object {
  const nowMs = world.now()
  const tasks = [...world.store.entries.values()].map(({ task }) => task)
  const charged = (task: Task): bigint => chargedTicks(task, nowMs, world.speed)
  return {
    creations: tasks.length,
    sum_ticks: sum(tasks.map(charged)),
    by_mount: Object.fromEntries(
      mountNames.map((name) => {
        const own = tasks.filter(({ mount }) => mount === name)
        return [
          name,
          { creations: own.length, sum_ticks: sum(own.map(charged)), reported_ticks: sumReported(own) },
        ]
      }),
    ),
    by_task: tasks.map((task) => ({
      task_id: task.id,
      mount: task.mount,
      model: task.model,
      unit: task.unit,
      quantity: task.quantity,
      charged_ticks: charged(task).toString(),
      reported_ticks: task.reportedTicks,
      refunded: charged(task) === 0n,
    })),
    price_list: priceList(world),
  }
}

function sum(ticks: readonly bigint[]): string {
  return ticks.reduce((total, each) => total + each, 0n).toString()
}

/** null where the vendor never says. */
function sumReported(tasks: readonly Task[]): string | null {
  const reported = tasks.flatMap(({ reportedTicks }) =>
    reportedTicks === null ? [] : [BigInt(reportedTicks)],
  )
  return reported.length === 0 ? null : sum(reported)
}

function priceList({ mounts }: World): object {
  const list = (name: MountName): object => mounts[name].vendor.priceList
  return {
    note: 'made up for the simulator but for xAI’s; no document states a price of the gateways',
    ...list('default'),
    xai: list('xai'),
    cometapi: list('cometapi'),
  }
}
