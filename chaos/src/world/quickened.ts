import type { WorkerConfig } from '@reelkeep/worker'

const lanes = { lockMs: 1_500, stalledCheckMs: 500 }

/** The same worker with less patience: what takes half a minute in life is seen here within a second or two. */
export function quickened(config: WorkerConfig): WorkerConfig {
  return {
    ...config,
    heartbeatEveryMs: 250,
    store: { ...config.store, answerTimeoutMs: 2_000 },
    answerMarginMs: 1_000,
    lanes,
    direct: { everyMs: 200, afterMs: 1_000, leaseMs: 4_000 },
    laneWatch: { everyMs: 500, looks: 4 },
    bucketCare: { ...config.bucketCare, uploads: { everyMs: 1_000, olderThanMs: 4_000 } },
    record: { ...config.record, everyMs: 300, openJobsEveryMs: 5_000 },
    sweep: {
      ...config.sweep,
      deadAfterMs: 1_500,
      intentGraceMs: lanes.lockMs + 2 * lanes.stalledCheckMs,
    },
  }
}
