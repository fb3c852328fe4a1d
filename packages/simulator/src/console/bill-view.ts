import { chargedTicks, chargeFor } from '../bill.ts'
import { prices } from '../vendor/prices.ts'
import type { World } from '../world.ts'

/** What everything cost as of now. Ticks are decimal text, 10^10 a dollar; the price list is made up and says so. */
export function billView(world: World): object {
  const nowMs = world.now()
  let sum = 0n
  const lines = [...world.store.entries.values()].map(({ task }) => {
    const ticks = chargedTicks(task, nowMs, world.speed)
    sum += ticks
    const { unit, quantity } = chargeFor(task.model, task.durationS)
    return {
      task_id: task.id,
      model: task.model,
      unit,
      quantity,
      charged_ticks: ticks.toString(),
      refunded: ticks === 0n,
    }
  })
  return {
    creations: lines.length,
    sum_ticks: sum.toString(),
    by_task: lines,
    price_list: {
      note: 'made up for the simulator; no document states a price',
      ...Object.fromEntries(
        Object.entries(prices).map(([model, { unit, ticks }]) => [model, { unit, ticks: ticks.toString() }]),
      ),
    },
  }
}
