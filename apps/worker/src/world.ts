import type { Archiver, CopyEvent, Mender, Rescue, Store } from '@reelkeep/archive'
import type { Clip, Job, JobId } from '@reelkeep/core'
import type { JobWake } from '@reelkeep/queue'
import type { ArchiveHealth } from './archive-health.ts'
import type { Clock } from './clock.ts'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { Failpoint } from './failpoint.ts'
import type { InFlight } from './in-flight.ts'
import type { LinkPermissions } from './link-permissions.ts'
import type { Log } from './log.ts'
import type { MediaTwins } from './media-twins.ts'
import type { Metrics } from './metrics.ts'
import type { ResolveImages } from './resolve-images.ts'
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
  /** Where a day begins for the caps of days. */
  readonly timeZone: string
  readonly archiver: Archiver
  readonly mender: Mender
  readonly store: Pick<Store, 'head' | 'read'>
  /** Puts a copy of a clip that we have under the job's own key. */
  readonly copyClip: (job: Job, original: Clip, signal: AbortSignal) => Promise<CopyEvent>
  readonly archiveHealth: ArchiveHealth
  readonly linkPermissions: LinkPermissions
  readonly rescue: Rescue
  /** How long no worker has had this rescue folder, in milliseconds. */
  readonly rescueFolderAge: (id: string) => Promise<number>
  readonly mediaTwins: MediaTwins
  readonly resolveImages: ResolveImages
  readonly wake: (wakes: readonly JobWake[]) => Promise<void>
  /** False: what is admitted now could not be rung for. */
  readonly queueAnswers: () => boolean
  /** A slot or a place in line may have become free. */
  readonly nudgeAdmission: (upstream: string) => void
  readonly closeGate: (upstream: string, reason: string) => Promise<void>
  /** No new POST may begin. */
  readonly isStopping: () => boolean
  readonly inFlight: InFlight
  /** Some worker died or hangs. Otherwise a message that comes round again tells of an outage of the queue store. */
  readonly isWorkerMissing: () => Promise<boolean>
  /** Jobs in hand that have outlived all workers but the last that they may. One at a time. */
  readonly lastLives: Set<JobId>
  /** Between a POST's own timeout and the deadline after which recovery may call its sender lost. */
  readonly answerMarginMs: number
  /** How often this job, or its model, was refused lately while others were accepted. */
  readonly countOwnRefusals: (job: Job) => Promise<number>
  readonly log: Log
  readonly metrics: Metrics
  readonly surprises: Surprises
  /** Does nothing but under test. */
  readonly failpoint: Failpoint
}
