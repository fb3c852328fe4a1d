import { hostname } from 'node:os'
import { reelkeepVersion } from '@reelkeep/core'
import { type Database, removeHeartbeat, saveHeartbeat } from '@reelkeep/db'
import type { CorrectedClock } from './clock.ts'
import type { InFlight } from './in-flight.ts'
import { describeError, type Log } from './log.ts'
import { startLoop } from './loop.ts'

export type Heartbeat = {
  /** The last act: what this worker still held counts as abandoned at once. */
  stop(): Promise<void>
}

export type HeartbeatOptions = {
  readonly workerId: string
  readonly everyMs: number
  readonly clock: CorrectedClock
  readonly isStopping: () => boolean
  readonly inFlight: Pick<InFlight, 'count' | 'ids'>
  readonly log: Log
}

/** Says that this worker lives, so that nobody takes its submissions over, and keeps its clock on Postgres' time. */
export async function startHeartbeat(db: Database, options: HeartbeatOptions): Promise<Heartbeat> {
  const { workerId, clock, inFlight } = options
  const beat = () =>
    clock.correct(() =>
      saveHeartbeat(db, {
        workerId,
        host: hostname(),
        pid: process.pid,
        version: process.version,
        state: options.isStopping() ? 'draining' : 'running',
        inHand: steps.reduce((sum, step) => sum + inFlight.count(step), 0),
        detail: { reelkeep: reelkeepVersion, lanes: lanesOf(inFlight) },
      }),
    )
  await beat()
  const loop = startLoop({
    everyMs: options.everyMs,
    turn: async () => {
      await beat()
      return null
    },
    onError: (error) => options.log.error({ error: describeError(error) }, 'heartbeat failed'),
  })
  return {
    stop: async () => {
      await loop.stop()
      await removeHeartbeat(db, workerId)
    },
  }
}

const steps = ['submit', 'poll', 'archive'] as const
/** Of each lane: enough to look for a job that hangs, and no burden on a beat. */
const idsTold = 20

function lanesOf(inFlight: HeartbeatOptions['inFlight']) {
  return Object.fromEntries(
    steps.map((step) => [step, { count: inFlight.count(step), jobs: inFlight.ids(step).slice(0, idsTold) }]),
  )
}
