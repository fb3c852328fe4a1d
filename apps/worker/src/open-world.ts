import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import {
  type ArchiverParts,
  copyClip,
  createConnectGuard,
  defaultDownloadLimits,
  openArchiver,
  openMender,
  openRescue,
  openStore,
  type Store,
} from '@reelkeep/archive'
import {
  countOwnRefusals,
  type Database,
  isWorkerMissing,
  openDatabase,
  readRescueFolderAge,
  setGate,
} from '@reelkeep/db'
import { openProducer, type Producer } from '@reelkeep/queue'
import {
  authorizationFor,
  defaultHttpClientSettings,
  openHttpClient,
  openUpstream,
} from '@reelkeep/upstreams'
import type { DestinationStream } from 'pino'
import { createArchiveHealth } from './archive-health.ts'
import { type CorrectedClock, createClock } from './clock.ts'
import type { WorkerConfig } from './config.ts'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import { type Failpoint, noFailpoint } from './failpoint.ts'
import { createInFlight } from './in-flight.ts'
import { createLinkPermissions } from './link-permissions.ts'
import { describeError, type Log, openLog } from './log.ts'
import { createMediaTwins } from './media-twins.ts'
import { createMetrics } from './metrics.ts'
import { openPollPace } from './poll-pace.ts'
import { createImageResolver } from './resolve-images.ts'
import { createRings, type Rings } from './rings.ts'
import { openRows } from './rows.ts'
import { openSpool } from './spool.ts'
import { createSurprises } from './surprises.ts'
import type { World } from './world.ts'

export type OpenWorld = {
  readonly world: World
  readonly db: Database
  readonly clock: CorrectedClock
  readonly producer: Producer
  readonly rings: Rings
  readonly store: Store
  /** From now on no POST begins. */
  stopPosting(): void
  /** Lets `world.nudgeAdmission` reach the admission that is started later. */
  onNudge(nudge: (upstream: string) => void): void
  /** Leaves everything but the database. */
  close(): Promise<void>
}

/** Opens every connection a worker has to the outside. Nothing moves yet. */
export async function openWorld(
  config: WorkerConfig,
  logDestination?: DestinationStream,
  failpoint: Failpoint = noFailpoint,
): Promise<OpenWorld> {
  const workerId = `worker_${hostname()}_${process.pid}_${randomBytes(4).toString('hex')}`
  const log = openLog(config.logLevel, logDestination).child({ worker_id: workerId })
  const db = openDatabase({ ...config.database, applicationName: 'reelkeep-worker' })
  const clock = createClock(steadyNowMs)
  const upstreams = openUpstreams(config, db, log)
  const store = openStore(config.store)
  await store.ensureBucket().catch((error) => {
    // A worker may write to a bucket that it is not allowed to make or look at.
    log.warn({ bucket: config.store.bucket, error: describeError(error) }, 'bucket not ensured')
  })
  const linkPermissions = createLinkPermissions()
  const archiving: ArchiverParts = {
    store,
    connectGuard: createConnectGuard({ allowPrivateHosts: config.allowPrivateHosts }),
    clock,
    maxBytes: config.archive.maxBytes,
    limits: { ...defaultDownloadLimits, minBytesPerSecond: config.archive.minBytesPerSecond },
    rulesFor: (name) => {
      const rules = upstreams.get(name)?.rules
      return rules ? { ...rules, allowedHosts: linkPermissions.allowedHosts(name) } : null
    },
    authorizationFor: (job, url) => {
      const upstream = upstreams.get(job.upstream)
      return upstream ? authorizationFor(upstream.settings, job, url) : null
    },
    beforeKeep: async (job) => {
      FAILPOINT: await failpoint('archive.before_complete', job)
    },
  }
  const archiver = openArchiver(archiving)
  const producer = openProducer(config.queue, { clock })
  const rings = createRings(producer)
  const inFlight = createInFlight()
  const metrics = createMetrics((step) => inFlight.count(step))
  let isStopping = false
  let nudgeAdmission: (upstream: string) => void = () => undefined
  const world: World = {
    workerId,
    clock,
    monotonicMs,
    jitter: Math.random,
    rows: openRows(db),
    spool: openSpool(config.spoolDirectory, workerId),
    upstreams,
    timeZone: config.timeZone,
    archiver,
    mender: openMender(archiving),
    store,
    copyClip: (job, original, signal) => copyClip(job, original, { store, clock, signal }),
    archiveHealth: createArchiveHealth(db, {
      store,
      limits: config.archive,
      settings: config.archiveHealth,
      clock,
      log,
    }),
    linkPermissions,
    rescue: openRescue({
      ...archiving,
      directory: config.rescueDirectory,
      rescueMaxBytes: config.archive.rescueMaxBytes,
    }),
    rescueFolderAge: (id) => readRescueFolderAge(db, id),
    mediaTwins: createMediaTwins(db),
    resolveImages: createImageResolver(db, store),
    wake: rings.wake,
    queueAnswers: rings.isAnswered,
    nudgeAdmission: (upstream) => nudgeAdmission(upstream),
    closeGate: async (upstream, reason) => {
      await setGate(db, upstream, { noKeyReason: reason })
    },
    isStopping: () => isStopping,
    inFlight,
    isWorkerMissing: () => isWorkerMissing(db, missedBeats * config.heartbeatEveryMs),
    lastLives: new Set(),
    answerMarginMs: config.answerMarginMs,
    countOwnRefusals: (job) => countOwnRefusals(db, job),
    log,
    metrics,
    surprises: createSurprises(metrics, log),
    failpoint,
  }
  return {
    world,
    db,
    clock,
    producer,
    rings,
    store,
    stopPosting: () => {
      isStopping = true
    },
    onNudge: (nudge) => {
      nudgeAdmission = nudge
    },
    close: async () => {
      const ports = [...upstreams.values()].map(({ port }) => port)
      await Promise.all([
        producer.close(),
        archiver.close(),
        world.spool.close(),
        ...ports.map((port) => port.close()),
      ])
      store.close()
    },
  }
}

function openUpstreams(config: WorkerConfig, db: Database, log: Log): Map<string, ConfiguredUpstream> {
  return new Map(
    config.upstreams.map((settings) => [
      settings.rules.name,
      {
        rules: settings.rules,
        settings,
        port: openUpstream(settings, openHttpClient({ ...defaultHttpClientSettings, proxy: config.proxy })),
        pollPace: openPollPace(settings.rules, db, { monotonicMs, log }),
      },
    ]),
  )
}

/** One may be late. A message comes round no sooner than half its lock after its holder died, which is as long. */
const missedBeats = 2

/** Never jumps, as the machine's own clock may between two looks at the database's. */
function steadyNowMs(): number {
  return performance.timeOrigin + performance.now()
}

function monotonicMs(): number {
  return performance.now()
}
