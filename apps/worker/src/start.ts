import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openStoreProbe } from '@reelkeep/archive'
import { readGates } from '@reelkeep/db'
import { type Lanes, openLanes } from '@reelkeep/queue'
import type { DestinationStream } from 'pino'
import { type Admission, startAdmission } from './admission.ts'
import { startBucketCare } from './bucket-care.ts'
import { defaultBulkSettings, startBulkLoop } from './bulk.ts'
import type { WorkerConfig } from './config.ts'
import { type DirectLoop, startDirectLoop } from './direct-loop.ts'
import { startDoctorLoop } from './doctor.ts'
import type { Failpoint } from './failpoint.ts'
import { prepareGates } from './gates.ts'
import { type Heartbeat, startHeartbeat } from './heartbeat.ts'
import { createInHand } from './in-hand.ts'
import { createLaneTally, startLaneWatch } from './lane-watch.ts'
import { lanesOf } from './lanes.ts'
import { describeError } from './log.ts'
import type { Loop } from './loop.ts'
import { serveMetrics } from './metrics.ts'
import { startRescueLoop } from './offer-rescued.ts'
import { type OpenWorld, openWorld } from './open-world.ts'
import { startRecorder } from './record.ts'
import { replaySpool } from './replay-spool.ts'
import { runShutdown, type ShutdownPhase } from './shutdown.ts'
import { startStats } from './stats.ts'
import { startSweep } from './sweep.ts'
import { takeBackIntents } from './take-back-intents.ts'
import { startUpkeep } from './upkeep.ts'
import type { World } from './world.ts'

export type RunningWorker = {
  readonly workerId: string
  /** Goes down by phases and leaves nothing unconfirmed. */
  stop(): Promise<void>
}

export type StartOptions = {
  readonly logDestination?: DestinationStream
  /** For tests under fire: swaps parts of the world before anything moves. */
  readonly alter?: (world: World) => World
  /** Called at the labelled lines, which a bundle does not have. */
  readonly failpoint?: Failpoint
}

type Running = {
  readonly open: OpenWorld
  readonly heartbeat: Heartbeat
  readonly lanes: Lanes
  readonly admission: Admission
  readonly sweep: Loop
  readonly direct: DirectLoop
  readonly laneWatch: Loop
  readonly upkeep: Loop
  readonly stats: Loop
  readonly bucketCare: Loop
  readonly recorder: Loop
  readonly archiveWatch: Loop
  readonly rescues: Loop
  readonly bulk: Loop
  readonly doctor: Loop
  readonly metricsServer: { close(): Promise<void> } | null
}

export async function start(config: WorkerConfig, options: StartOptions = {}): Promise<RunningWorker> {
  const open = alterWorld(await openWorld(config, options.logDestination, options.failpoint), options)
  const { world } = open
  let stopping: Promise<void> | null = null
  try {
    const running = await run(config, open)
    return {
      workerId: world.workerId,
      stop: () => {
        stopping ??= runShutdown(phasesOf(running), world.log)
        return stopping
      },
    }
  } catch (error) {
    await Promise.allSettled([open.close(), open.db.close()])
    throw error
  }
}

function alterWorld(open: OpenWorld, { alter }: StartOptions): OpenWorld {
  return alter ? { ...open, world: alter(open.world) } : open
}

async function run(config: WorkerConfig, open: OpenWorld): Promise<Running> {
  const { world, db, clock, producer } = open
  const { log, metrics, inFlight } = world
  await prepareGates(db, world.upstreams.values(), log)
  world.linkPermissions.learn(await readGates(db))
  const heartbeat = await startHeartbeat(db, {
    workerId: world.workerId,
    everyMs: config.heartbeatEveryMs,
    clock,
    isStopping: world.isStopping,
    inFlight,
    log,
  })
  await replaySpool(db, { deadAfterMs: config.sweep.deadAfterMs, from: 'everyone' }, world)
  const { concurrency } = config
  const inHand = createInHand()
  const tally = createLaneTally()
  const table = lanesOf(concurrency, world).map((lane) => tally.count(inHand.guard(lane)))
  const lanes = openLanes(config.queue, table, {
    ...config.lanes,
    onNudge: world.nudgeAdmission,
    onLost: (lane) => metrics.messageLost(lane),
    onError: (error, lane) => log.error({ lane, error: describeError(error) }, 'queue'),
  })
  await readyOrSaySo(lanes, log)
  const admission = startAdmission(db, world)
  open.onNudge(admission.nudge)
  const sweep = startSweep(db, config.sweep, world)
  const direct = startDirectLoop(
    db,
    { settings: config.direct, store: open.rings, concurrency, inHand },
    world,
  )
  const laneWatch = startLaneWatch(
    { settings: config.laneWatch, lanes, tally, store: producer, concurrency },
    world,
  )
  const recorder = startRecorder(
    { db, store: open.store, settings: config.record, deadAfterMs: config.sweep.deadAfterMs },
    world,
  )
  const bucketCare = startBucketCare({ db, store: open.store, settings: config.bucketCare }, world)
  const upkeep = startUpkeep(db, world)
  const stats = startStats(db, world)
  const bulk = startBulkLoop(db, defaultBulkSettings, world)
  const doctor = startDoctorLoop(
    db,
    {
      db,
      probe: openStoreProbe(open.store),
      upstreams: world.upstreams,
      spool: world.spool,
      rescue: world.rescue,
      dataDirectory: dirname(config.spoolDirectory),
      machineClock: { now: () => new Date() },
    },
    world,
  )
  const archiveWatch = world.archiveHealth.watch()
  const rescues = startRescueLoop(db, { everyMs: config.rescueEveryMs }, world)
  const metricsServer = config.metricsAddress && (await serveMetrics(metrics, config.metricsAddress))
  producer.warnings().then(
    (warnings) => {
      for (const warning of warnings) log.warn({ warning }, 'queue store')
    },
    (error) => log.warn({ error: describeError(error) }, 'queue store not looked at'),
  )
  log.info({ upstreams: [...world.upstreams.keys()], queue: config.queue.kind }, 'worker started')
  return {
    open,
    heartbeat,
    lanes,
    admission,
    sweep,
    direct,
    laneWatch,
    upkeep,
    stats,
    recorder,
    bucketCare,
    archiveWatch,
    rescues,
    bulk,
    doctor,
    metricsServer,
  }
}

/** A queue store that is away delays the work, not the start: rows are safe, and the lanes go on trying. */
async function readyOrSaySo(lanes: Lanes, log: World['log']): Promise<void> {
  const ready = lanes.ready().then(
    () => true,
    () => false,
  )
  const isReady = await Promise.race([ready, delay(queueAnswersWithinMs, false, { ref: false })])
  if (!isReady) log.warn({}, 'the queue store does not answer: nothing new is sent until it does')
}

const queueAnswersWithinMs = 5_000

/** Past its own timeout a POST needs only its save. */
const saveAfterPostMs = 30_000

function phasesOf(running: Running): ShutdownPhase[] {
  const { open, heartbeat, lanes, admission, sweep, direct, laneWatch, upkeep, stats, bucketCare, recorder } =
    running
  const { archiveWatch, rescues, bulk, doctor, metricsServer } = running
  const { world, db } = open
  const postMs = Math.max(...[...world.upstreams.values()].map(({ rules }) => rules.submitTimeoutMs))
  return [
    {
      name: 'stop admission and sweep',
      deadlineMs: 10_000,
      run: async () => {
        open.stopPosting()
        await Promise.all([
          admission.stop(),
          sweep.stop(),
          direct.stop(),
          laneWatch.stop(),
          upkeep.stop(),
          stats.stop(),
          bucketCare.stop(),
          recorder.stop(),
          archiveWatch.stop(),
          rescues.stop(),
          bulk.stop(),
          doctor.stop(),
        ])
      },
    },
    { name: 'take no new messages', deadlineMs: 1_000, run: lanes.stopTaking },
    { name: 'take back intents', deadlineMs: 10_000, run: () => takeBackIntents(db, world) },
    {
      name: 'wait for requests under way',
      deadlineMs: postMs + saveAfterPostMs,
      run: () => world.inFlight.idle('submit'),
    },
    {
      name: 'stop polls and downloads',
      deadlineMs: 15_000,
      run: async () => {
        lanes.abort(['poll', 'archive'], 'the worker is going down')
        direct.abort()
        await world.inFlight.idle('poll', 'archive')
      },
    },
    { name: 'leave the queue', deadlineMs: 10_000, run: lanes.close },
    {
      name: 'leave the upstreams and the store',
      deadlineMs: 10_000,
      run: async () => {
        await Promise.all([heartbeat.stop(), open.close(), metricsServer?.close(), world.surprises.flush(db)])
      },
    },
    { name: 'leave the database', deadlineMs: 10_000, run: db.close },
  ]
}
