import type { Archiver } from '@reelkeep/archive'
import type { JobWake } from '@reelkeep/queue'
import type { ArchiveHealth } from './archive-health.ts'
import type { Clock } from './clock.ts'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { InFlight } from './in-flight.ts'
import type { Log } from './log.ts'
import type { MediaTwins } from './media-twins.ts'
import type { Metrics } from './metrics.ts'
import type { Rows } from './rows.ts'
import type { Spool } from './spool.ts'
import type { Surprises } from './surprises.ts'

/** Everything outside core that a step may touch, handed down as arguments. */
export type World = {
  readonly workerId: string
  readonly clock: Clock
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly jitter: () => number
  readonly rows: Rows
  readonly spool: Spool
  readonly upstreams: ReadonlyMap<string, ConfiguredUpstream>
  readonly archiver: Archiver
  readonly archiveHealth: ArchiveHealth
  readonly mediaTwins: MediaTwins
  readonly wake: (wakes: readonly JobWake[]) => Promise<void>
  /** A slot or a place in line may have become free. */
  readonly nudgeAdmission: (upstream: string) => void
  readonly closeGate: (upstream: string, reason: string) => Promise<void>
  /** No new POST may begin. */
  readonly isStopping: () => boolean
  readonly inFlight: InFlight
  readonly log: Log
  readonly metrics: Metrics
  readonly surprises: Surprises
}
