import process from 'node:process'
import { readConfig, start } from '@reelkeep/worker'
import { alterationOf } from './sabotage/alterations.ts'
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
await serveUntilStopped(() =>
  start(quickened(readConfig(process.env)), {
    failpoint: failpointOf(orders.failpoint),
    ...(orders.sabotage !== null && { alter: alterationOf(orders.sabotage) }),
  }),
)
