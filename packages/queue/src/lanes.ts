import type { Step } from '@reelkeep/core'
import {
  createPostgresBackend,
  DelayedError,
  type Job,
  type Processor,
  WaitingError,
  Worker,
  withBackend,
} from 'bullmq'
import { listenToClients, patientRedisOptions, postgresOptions } from './connection.ts'
import { admissionQueue, type Message, type Nudge } from './message.ts'
import type { QueueSettings } from './settings.ts'

/** One queue per step, so that a rate limit or a stall in one lane cannot touch another. */
export type Lane = {
  readonly step: Step
  readonly concurrency: number
  /**
   * Must not throw for what it can answer itself; a throw drops the message and the sweep rings again. The signal
   * says that the message is no longer ours, or that the process goes down: stop what may be repeated, never a POST.
   * `isRedelivered`: some worker had this very message in hand, gave no sign of life for `lockMs`, and never gave it back.
   */
  readonly run: (message: Message, signal: AbortSignal, isRedelivered: boolean) => Promise<Handling>
}

/**
 * `given-back`: nothing happened; the message waits for whichever worker is next. `againInMs`: the same, but not before
 * so much time has passed; its place in the lane is free meanwhile.
 */
export type Handling = 'done' | 'given-back' | { readonly againInMs: number }

export type Lanes = {
  /** Resolves when the store answered every lane once. */
  ready(): Promise<void>
  /** Gives a lane a fresh connection of its own. What the old one has in hand goes on, and can still be aborted. */
  reopen(step: Step): void
  /** Takes no new message from now on. What is under way goes on, and its signals can still be aborted. */
  stopTaking(): void
  /** Aborts the signal of everything under way in these lanes. */
  abort(steps: readonly Step[], why: string): void
  /** Waits for what is under way, then leaves the store. */
  close(): Promise<void>
}

export type LanesOptions = {
  readonly onNudge: (upstream: string) => void
  readonly onError: (error: Error, lane: string) => void
  /** A message under way is no longer in the store, or another worker's: its step runs to its end, harmlessly. */
  readonly onLost?: (lane: string) => void
  /** How long a message stays ours without a sign of life. */
  readonly lockMs?: number
  /** How often messages of dead workers are looked for. */
  readonly stalledCheckMs?: number
}

export const defaultLockMs = 20_000
export const defaultStalledCheckMs = 10_000
/** Postgres counts attempts; a message that was recovered often is not a failure. */
const stalledCountMax = 1_000
/** BullMQ waits 15 s by default before it asks a store that failed again. */
const storeRetryDelayMs = 1_000

export function openLanes(settings: QueueSettings, lanes: readonly Lane[], options: LanesOptions): Lanes {
  const openers = new Map(
    lanes.map((lane) => [lane.step as string, () => openWorker(settings, lane, options)]),
  )
  openers.set(admissionQueue, () =>
    openMessageWorker<Nudge>(settings, admissionQueue, 1, options, async (nudge) => {
      options.onNudge(nudge.upstream)
      return 'done'
    }),
  )
  const workers = new Map([...openers].map(([name, open]) => [name, open()]))
  /** Those that a lane has left, until what they had in hand is done. */
  const left = new Set<LaneWorker>()
  const all = () => [...workers.values(), ...left]
  const closeOne = (worker: LaneWorker) =>
    worker.close().catch((error) => options.onError(asError(error), worker.name))
  let isClosing = false
  return {
    ready: async () => {
      await Promise.all(all().map((worker) => worker.waitUntilReady()))
    },
    reopen: (step) => {
      const [old, open] = [workers.get(step), openers.get(step)]
      if (isClosing || !old || !open) return
      left.add(old)
      void closeOne(old).finally(() => left.delete(old))
      workers.set(step, open())
    },
    stopTaking: () => {
      isClosing = true
      for (const worker of all()) void closeOne(worker)
    },
    abort: (steps, why) => {
      for (const worker of all()) if (steps.some((step) => step === worker.name)) worker.cancelAllJobs(why)
    },
    close: async () => {
      isClosing = true
      await Promise.all(all().map((worker) => worker.close()))
    },
  }
}

function openWorker(settings: QueueSettings, lane: Lane, options: LanesOptions): LaneWorker {
  return openMessageWorker<Message>(settings, lane.step, lane.concurrency, options, lane.run)
}

type LaneWorker = {
  readonly name: string
  waitUntilReady(): Promise<void>
  cancelAllJobs(reason: string): void
  cancelJob(id: string, reason: string): boolean
  close(): Promise<void>
}

type Timing = {
  readonly concurrency: number
  readonly lockDuration: number
  readonly stalledInterval: number
  readonly maxStalledCount: number
  readonly runRetryDelay: number
}

function openMessageWorker<Data>(
  settings: QueueSettings,
  name: string,
  concurrency: number,
  options: LanesOptions,
  run: (data: Data, signal: AbortSignal, isRedelivered: boolean) => Promise<Handling>,
): LaneWorker {
  // BullMQ hands over a signal only to a function that declares the third parameter.
  const process = async (job: Job<Data>, token?: string, signal?: AbortSignal) => {
    const handling = await run(job.data, signal ?? neverAborted, job.stalledCounter > 0)
    if (handling === 'done') return
    // The errors are BullMQ's way of being told that the message is settled already.
    if (handling === 'given-back') {
      await job.moveToWait(token)
      throw new WaitingError()
    }
    // BullMQ counts from the machine's clock, and its Postgres backend takes whole milliseconds only.
    const againAtMs = performance.timeOrigin + performance.now() + handling.againInMs
    await job.moveToDelayed(Math.ceil(againAtMs), token)
    throw new DelayedError()
  }
  const onError = (error: Error) => {
    if (isLoss(error)) options.onLost?.(name)
    else options.onError(error, name)
  }
  const timing: Timing = {
    concurrency,
    lockDuration: options.lockMs ?? defaultLockMs,
    stalledInterval: options.stalledCheckMs ?? defaultStalledCheckMs,
    maxStalledCount: stalledCountMax,
    runRetryDelay: storeRetryDelayMs,
  }
  const worker =
    settings.kind === 'redis'
      ? openRedisWorker(settings, name, process, timing)
      : openPostgresWorker(settings, name, process, timing, onError)
  worker.on('error', onError)
  // A lost lock means that another worker may run the same message: stop what may be repeated.
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'the message is no longer ours')
  })
  return worker
}

function openRedisWorker<Data>(
  settings: Extract<QueueSettings, { kind: 'redis' }>,
  name: string,
  process: Processor<Data, void>,
  timing: Timing,
) {
  return new Worker<Data, void>(name, process, {
    ...timing,
    connection: patientRedisOptions(settings.url),
    prefix: settings.prefix,
  })
}

function openPostgresWorker<Data>(
  settings: Extract<QueueSettings, { kind: 'postgres' }>,
  name: string,
  process: Processor<Data, void>,
  timing: Timing,
  onError: (error: Error) => void,
) {
  const connectionsMax = 3
  const connection = postgresOptions(settings, connectionsMax)
  const { Worker: PostgresWorker } = withBackend(createPostgresBackend)
  const worker = new PostgresWorker<Data, void>(name, process, { ...timing, connection })
  listenToClients(worker.getBackend().connection.pool, onError)
  return worker
}

/** What BullMQ says, several times per message, after a flush or a stall. */
function isLoss(error: Error): boolean {
  return /^(Missing (key|lock) for job|could not renew lock for job|Lock mismatch for job)/.test(
    error.message,
  )
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

const neverAborted = new AbortController().signal
