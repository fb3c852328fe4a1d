import { hostname } from 'node:os'
import { reelkeepVersion } from '@reelkeep/core'
import { type Database, removeHeartbeat, saveHeartbeat } from '@reelkeep/db'
import type { CorrectedClock } from './clock.ts'
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
  readonly inHand: () => number
  readonly log: Log
}

/** Says that this worker lives, so that nobody takes its submissions over, and keeps its clock on Postgres' time. */
export async function startHeartbeat(db: Database, options: HeartbeatOptions): Promise<Heartbeat> {
  const { workerId, clock } = options
  const beat = () =>
    clock.correct(() =>
      saveHeartbeat(db, {
        workerId,
        host: hostname(),
        pid: process.pid,
        version: process.version,
        state: options.isStopping() ? 'draining' : 'running',
        inHand: options.inHand(),
        detail: { reelkeep: reelkeepVersion },
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
