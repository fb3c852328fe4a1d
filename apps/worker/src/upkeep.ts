import {
  type Database,
  ensureEventPartitions,
  forgetIdempotencyKeys,
  listStranded,
  readGates,
  rollUpBatchDeltas,
} from '@reelkeep/db'
import { applyBrakes } from './brakes.ts'
import { createGateWatch } from './gate-watch.ts'
import { giveLinkAlarms } from './link-alarms.ts'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import { settle } from './settle.ts'
import type { World } from './world.ts'

const everyMs = 2_000
const hourlyMs = 3_600_000
const keysPerStatementMax = 5_000
const strandedPerTurnMax = 200

/**
 * Small chores that any worker may do: batch counters, brakes, leftovers of canceled batches, news of gates and of what vendors
 * say; and hourly partitions and old keys.
 */
export function startUpkeep(db: Database, world: World): Loop {
  let hourlyDueMs = world.monotonicMs()
  const gateWatch = createGateWatch(world.log)
  return startLoop({
    everyMs,
    turn: async () => {
      const gates = await readGates(db)
      world.linkPermissions.learn(gates)
      gateWatch.look(gates, world.clock.now())
      await rollUpBatchDeltas(db)
      await applyBrakes(db, world)
      await cancelStranded(db, world)
      await world.surprises.flush(db)
      await giveLinkAlarms(db, world)
      if (world.monotonicMs() < hourlyDueMs) return null
      await ensureEventPartitions(db)
      await forgetOldKeys(db)
      hourlyDueMs = world.monotonicMs() + hourlyMs
      return null
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'upkeep failed'),
  })
}

/** What was being sent when its batch was canceled, and came back to be sent again. */
async function cancelStranded(db: Database, world: World): Promise<void> {
  const ids = await listStranded(db, { limit: strandedPerTurnMax })
  const jobs = await Promise.all(ids.map((id) => world.rows.load(id)))
  const event = { type: 'job-canceled', by: 'system', reason: 'by_user' } as const
  await Promise.all(jobs.map((job) => job && settle({ job, event, persistence: 'few-tries' }, world)))
}

async function forgetOldKeys(db: Database): Promise<void> {
  let dropped = keysPerStatementMax
  while (dropped === keysPerStatementMax) {
    dropped = await forgetIdempotencyKeys(db, { limit: keysPerStatementMax })
  }
}
