import type { WorkerConfig } from '@reelkeep/worker'

/** The same worker with a shorter patience: what takes half a minute in life is seen here within a second or two. */
export function quickened(config: WorkerConfig): WorkerConfig {
  return {
    ...config,
    heartbeatEveryMs: 250,
    lanes: { lockMs: 3_000, stalledCheckMs: 1_000 },
    sweep: { ...config.sweep, deadAfterMs: 1_500, intentGraceMs: 5_000 },
  }
}
