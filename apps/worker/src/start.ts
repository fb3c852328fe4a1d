import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { createConnectGuard, openArchiver, openStore } from '@reelkeep/archive'
import { openDatabase, setGate } from '@reelkeep/db'
import { openLanes, openProducer } from '@reelkeep/queue'
import { openUpstream } from '@reelkeep/upstreams'
import type { DestinationStream } from 'pino'
import { type Admission, startAdmission } from './admission.ts'
import { createClock } from './clock.ts'
import type { WorkerConfig } from './config.ts'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import { prepareGates } from './gates.ts'
import { startHeartbeat } from './heartbeat.ts'
import { createInFlight } from './in-flight.ts'
import { lanesOf } from './lanes.ts'
import { describeError, openLog } from './log.ts'
import { createMetrics, serveMetrics } from './metrics.ts'
import { createPace } from './pace.ts'
import { openRows } from './rows.ts'
import { runShutdown } from './shutdown.ts'
import { startSweep } from './sweep.ts'
import { takeBackIntents } from './take-back-intents.ts'
import { startUpkeep } from './upkeep.ts'
import type { World } from './world.ts'

export type RunningWorker = {
  readonly workerId: string
  /** Goes down by phases and leaves nothing unconfirmed. */
  stop(): Promise<void>
}

export type StartOptions = { readonly logDestination?: DestinationStream }

/** Past its own timeout a POST needs only its save. */
const saveAfterPostMs = 30_000

export async function start(config: WorkerConfig, options: StartOptions = {}): Promise<RunningWorker> {
  const workerId = `worker_${hostname()}_${process.pid}_${randomBytes(4).toString('hex')}`
  const log = openLog(config.logLevel, options.logDestination).child({ worker_id: workerId })
  const db = openDatabase({ ...config.database, applicationName: 'reelkeep-worker' })
  const clock = createClock(systemNow)
  const upstreams = openUpstreams(config)
  await prepareGates(db, upstreams.values(), log)
  const store = openStore(config.store)
  await store.ensureBucket().catch((error) => {
    // A worker may write to a bucket that it is not allowed to make or look at.
    log.warn({ bucket: config.store.bucket, error: describeError(error) }, 'bucket not ensured')
  })
  const archiver = openArchiver({
    store,
    connectGuard: createConnectGuard({ allowPrivateHosts: config.allowPrivateHosts }),
    clock,
    maxBytes: config.archive.maxBytes,
    rulesFor: (name) => upstreams.get(name)?.rules ?? noLinks,
  })
  const producer = openProducer(config.queue, { clock })
  const inFlight = createInFlight()
  const metrics = createMetrics((step) => inFlight.count(step))
  let isStopping = false
  let admission: Admission | null = null
  const world: World = {
    workerId,
    clock,
    monotonicMs,
    jitter: Math.random,
    rows: openRows(db),
    upstreams,
    archiver,
    wake: (wakes) => producer.wake(wakes),
    nudgeAdmission: (upstream) => admission?.nudge(upstream),
    closeGate: async (upstream, reason) => {
      await setGate(db, upstream, { closedReason: reason })
    },
    isStopping: () => isStopping,
    inFlight,
    log,
    metrics,
  }
  const heartbeat = await startHeartbeat(db, {
    workerId,
    everyMs: config.heartbeatEveryMs,
    clock,
    isStopping: world.isStopping,
    inHand: () => inFlight.count('submit') + inFlight.count('poll') + inFlight.count('archive'),
    log,
  })
  const lanes = openLanes(config.queue, lanesOf(config.concurrency, world), {
    onNudge: world.nudgeAdmission,
    onLost: (lane) => metrics.messageLost(lane),
    onError: (error, lane) => log.error({ lane, error: describeError(error) }, 'queue'),
  })
  await lanes.ready()
  admission = startAdmission(db, world)
  const sweep = startSweep(db, config.sweep, world)
  const upkeep = startUpkeep(db, world)
  const metricsServer = config.metricsAddress && (await serveMetrics(metrics, config.metricsAddress))
  for (const warning of await producer.warnings().catch(() => [])) log.warn({ warning }, 'queue store')
  log.info({ upstreams: [...upstreams.keys()], queue: config.queue.kind }, 'worker started')

  async function shutDown(): Promise<void> {
    isStopping = true
    const postMs = Math.max(...[...upstreams.values()].map(({ rules }) => rules.submitTimeoutMs))
    await runShutdown(
      [
        {
          name: 'stop admission and sweep',
          deadlineMs: 10_000,
          run: async () => {
            await Promise.all([admission?.stop(), sweep.stop()])
          },
        },
        { name: 'take no new messages', deadlineMs: 1_000, run: () => lanes.stopTaking() },
        { name: 'take back intents', deadlineMs: 10_000, run: () => takeBackIntents(db, world) },
        {
          name: 'wait for requests under way',
          deadlineMs: postMs + saveAfterPostMs,
          run: () => inFlight.idle('submit'),
        },
        {
          name: 'stop polls and downloads',
          deadlineMs: 15_000,
          run: async () => {
            lanes.abort(['poll', 'archive'], 'the worker is going down')
            await inFlight.idle('poll', 'archive')
          },
        },
        { name: 'leave the queue', deadlineMs: 10_000, run: () => lanes.close() },
        {
          name: 'leave the rest',
          deadlineMs: 10_000,
          run: async () => {
            await upkeep.stop()
            await Promise.all([producer.close(), heartbeat.stop(), metricsServer?.close()])
            await Promise.all([closeUpstreams(upstreams), archiver.close()])
            store.close()
          },
        },
        { name: 'leave the database', deadlineMs: 10_000, run: () => db.close() },
      ],
      log,
    )
  }

  let stopping: Promise<void> | null = null
  return {
    workerId,
    stop: () => {
      stopping ??= shutDown()
      return stopping
    },
  }
}

function openUpstreams(config: WorkerConfig): Map<string, ConfiguredUpstream> {
  return new Map(
    config.upstreams.map((settings) => [
      settings.rules.name,
      {
        rules: settings.rules,
        settings,
        port: openUpstream(settings),
        pollPace: createPace(settings.rules.pollsPerMinute, monotonicMs),
      },
    ]),
  )
}

async function closeUpstreams(upstreams: ReadonlyMap<string, ConfiguredUpstream>): Promise<void> {
  await Promise.all([...upstreams.values()].map(({ port }) => port.close()))
}

/** Of an upstream that is no longer configured nothing is fetched. */
const noLinks = { linkHosts: ['.'], allowHttpLinks: false }

function systemNow(): number {
  return Date.now()
}

function monotonicMs(): number {
  return performance.now()
}
