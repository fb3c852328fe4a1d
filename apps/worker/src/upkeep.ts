import { type Database, ensureEventPartitions, readGates, rollUpBatchDeltas } from '@reelkeep/db'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import type { World } from './world.ts'

const everyMs = 2_000
const partitionsEveryMs = 3_600_000

/** Small chores that any worker may do: batch counters, next months' partitions, live limits of polls. */
export function startUpkeep(db: Database, world: World): Loop {
  let partitionsDueMs = world.monotonicMs()
  return startLoop({
    everyMs,
    turn: async () => {
      await rollUpBatchDeltas(db)
      await followPollLimits(db, world)
      if (world.monotonicMs() < partitionsDueMs) return null
      await ensureEventPartitions(db)
      partitionsDueMs = world.monotonicMs() + partitionsEveryMs
      return null
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'upkeep failed'),
  })
}

/** A live override is in plan time, like the configuration before its speed was applied. */
async function followPollLimits(db: Database, { upstreams }: World): Promise<void> {
  for (const gate of await readGates(db)) {
    const upstream = upstreams.get(gate.upstream)
    if (!upstream) continue
    const { rules, pollPace } = upstream
    pollPace.setRate(gate.pollsPerMinute === null ? rules.pollsPerMinute : gate.pollsPerMinute * rules.speed)
  }
}
