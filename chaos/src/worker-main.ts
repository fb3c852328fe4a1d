import process from 'node:process'
import { readConfig, start } from '@reelkeep/worker'
import { sabotageNamed } from './sabotage/all-sabotages.ts'
import { failpointOf } from './strike.ts'
import { serveUntilStopped, tellParent } from './world/parent.ts'
import { quickened } from './world/quickened.ts'
import type { WorkerOrders } from './world/workers.ts'

// Everything is loaded by now: a spare waits here, and is at work a moment after it is told to.
await tellParent({ type: 'loaded' })
const orders = await new Promise<WorkerOrders>((resolve) => {
  process.once('disconnect', () => process.exit(1))
  process.once('message', resolve)
})
await serveUntilStopped(() => {
  const sabotage = orders.sabotage === null ? null : sabotageNamed(orders.sabotage)
  const whole = quickened(readConfig(process.env))
  const config = sabotage?.alterConfig?.(whole) ?? whole
  return start(config, {
    failpoint: failpointOf(orders.failpoint),
    alter: (world) => sabotage?.alterWorld?.(world, config) ?? world,
  })
})
