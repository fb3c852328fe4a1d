import { setTimeout as delay } from 'node:timers/promises'
import { type CheckReport, runChecks } from '@reelkeep/core'
import { addDoctorChecks, claimDoctor, type Database } from '@reelkeep/db'
import { type DoctorParts, workerChecks } from './doctor-checks.ts'
import { describeError } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import type { World } from './world.ts'

/** A person waits for it. */
const everyMs = 1_000
const checkTimeoutMs = 12_000

/** Does a worker's part of every doctor that is ordered: what only a worker can see, with its keys, its disk and its clock. */
export function startDoctorLoop(
  db: Database,
  parts: DoctorParts,
  world: Pick<World, 'log' | 'monotonicMs'>,
): Loop {
  return startLoop({
    everyMs,
    turn: async () => {
      const id = await claimDoctor(db)
      if (id === null) return null
      await addDoctorChecks(db, id, await examine(parts, world))
      return 0
    },
    onError: (error) => world.log.error({ error: describeError(error) }, 'doctor failed'),
  })
}

/** Everything a worker can say, within the time of its slowest check. */
export function examine(
  parts: DoctorParts,
  { monotonicMs }: Pick<World, 'monotonicMs'>,
): Promise<CheckReport[]> {
  return runChecks(workerChecks(parts), {
    timeoutMs: checkTimeoutMs,
    after: async (ms, signal) => {
      await delay(ms, undefined, { signal, ref: false })
      throw new Error(`no answer within ${ms / 1000} s`)
    },
    monotonicMs,
    describe: (error) => {
      const { name, code, message } = describeError(error)
      return code === null ? `${name}: ${message}` : `${code}: ${message}`
    },
  })
}
