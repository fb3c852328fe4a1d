import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job, JobId } from '@reelkeep/core'
import { type Database, loadJobs } from '@reelkeep/db'
import type { QueueSettings } from '@reelkeep/queue'
import { type Simulator, type SimulatorOptions, startSimulator } from '@reelkeep/simulator'
import {
  aJob,
  createTestDatabase,
  createTestQueueSettings,
  createTestStoreEnvironment,
  insertJob,
  waitUntil,
} from '@reelkeep/testing'
import { type RunningWorker, readConfig, type StartOptions, start, type WorkerConfig } from '../src/index.ts'
import { aJourneyJob, type JobWish } from './journey-job.ts'
import { type JourneyUpstream, sectionOf, type Vendor } from './journey-upstream.ts'
import { deleteScript, dumpScript, runScript } from './redis-script.ts'

export const upstreamName = 'rehearsal'

/** A database, a queue, a bucket and a simulated upstream of a test's own, and the workers it starts on them. */
export type JourneyWorld = {
  readonly db: Database
  readonly simulator: Simulator
  readonly config: WorkerConfig
  /** What a worker's own main.ts reads. */
  readonly environment: { readonly [name: string]: string }
  readonly freePort: number
  addJobs(count: number): Promise<JobId[]>
  /** One job of a named upstream, as the api would have admitted it. */
  addJob(upstream: string, wish: JobWish): Promise<Job>
  startWorker(config?: Partial<WorkerConfig>, options?: StartOptions): Promise<RunningWorker>
  /** A worker of its own process, which can be killed. */
  spawnWorker(): Promise<ChildProcess>
  states(): Promise<Record<string, number>>
  jobs(ids: readonly JobId[]): Promise<Job[]>
  allJobs(): Promise<Job[]>
  /** Waits until no job is in a state that still moves by itself. */
  waitUntilSettled(timeoutMs?: number): Promise<Record<string, number>>
  bill(): Promise<SimulatedBill>
  /** How often the simulator answered what at one of its mounts, by HTTP status. */
  calls(mount: Vendor): Promise<SimulatedCalls>
  tasks(): Promise<SimulatedTask[]>
  /** What FLUSHALL does to us, without touching what other tests keep in the same Redis. */
  flushQueue(): Promise<void>
  /** Everything our keys hold, as text. */
  dumpQueue(): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

export type SimulatedTask = {
  readonly id: string
  readonly prompt: string
  readonly sha256: string | null
  readonly polls: number
  readonly shortest_poll_gap_s: number | null
  readonly downloads: number
  /** Downloads that brought a key where none was asked for. */
  readonly keys_on_links: number
  readonly charged_ticks: string
  readonly reported_ticks: string | null
}

type Counts = { readonly [httpStatus: string]: number }

export type SimulatedCalls = { readonly create: Counts; readonly poll: Counts; readonly download: Counts }

export type SimulatedBill = {
  readonly creations: number
  readonly by_task: readonly { readonly task_id: string; readonly charged_ticks: string }[]
}

export type JourneyOptions = {
  readonly queue?: 'redis' | 'postgres'
  readonly speed?: number
  readonly maxInFlight?: number
  readonly requestsPerMinute?: number
  readonly apiKey?: string
  /** Of every job, with its number behind. */
  readonly prompt?: string
  readonly simulator?: Partial<SimulatorOptions>
  /** Instead of the one called `upstreamName`. */
  readonly upstreams?: readonly JourneyUpstream[]
  /** The section of the configuration. */
  readonly archive?: { readonly [key: string]: unknown }
  /** Other hosts on this machine that links may point to. */
  readonly allowPrivateHosts?: readonly string[]
}

export async function openJourneyWorld(options: JourneyOptions = {}): Promise<JourneyWorld> {
  const speed = options.speed ?? 600
  const directory = await mkdtemp(join(tmpdir(), 'reelkeep-journey-'))
  const simulator = await startSimulator({ dataDir: directory, speed, seed: 1, ...options.simulator })
  const database = await createTestDatabase()
  const queue = queueOf(options.queue ?? 'redis', database.url)
  const environment = {
    ...createTestStoreEnvironment(),
    DATABASE_URL: database.url,
    REELKEEP_QUEUE: queue.kind,
    REDIS_URL: queue.kind === 'redis' ? queue.url : '',
    REELKEEP_ALLOW_PRIVATE_HOSTS: ['127.0.0.1', ...(options.allowPrivateHosts ?? [])].join(','),
    REELKEEP_CONFIG: join(directory, 'reelkeep.config.yaml'),
    REELKEEP_DATA_DIR: directory,
    LOG_LEVEL: process.env.JOURNEY_LOG_LEVEL ?? 'fatal',
  }
  await writeFile(environment.REELKEEP_CONFIG, configFile(simulator, speed, options))
  // Quick to see a dead worker; the documented 30 s would only make the tests slow.
  const read = readConfig(environment)
  const config: WorkerConfig = {
    ...read,
    queue,
    heartbeatEveryMs: 200,
    lanes: { lockMs: 5_000, stalledCheckMs: 1_000 },
    sweep: { ...read.sweep, deadAfterMs: 2_000, intentGraceMs: 7_000 },
  }
  const workers: RunningWorker[] = []
  const children: ChildProcess[] = []
  const { db } = database

  async function states(): Promise<Record<string, number>> {
    const rows = await db.sql<{ state: string; count: number }[]>`
      select state, count(*)::int as count from jobs group by state`
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  }

  return {
    db,
    simulator,
    config,
    environment,
    freePort: await findFreePort(),
    states,
    addJobs: async (count) => {
      const jobs = Array.from({ length: count }, (_, index) =>
        aJob({
          upstream: upstreamName,
          prompt: `${options.prompt ?? 'journey'} ${index}`,
          simulated: true,
          version: 1,
          lastSeq: 1,
        }),
      )
      await Promise.all(jobs.map((job) => insertJob(db, job)))
      return jobs.map(({ id }) => id)
    },
    addJob: async (upstream, wish) => {
      const settings = config.upstreams.find(({ rules }) => rules.name === upstream)
      if (!settings) throw new Error(`no upstream ${upstream} in this world`)
      return insertJob(db, aJourneyJob(settings, wish))
    },
    startWorker: async (overrides = {}, startOptions = {}) => {
      const worker = await start({ ...config, ...overrides }, startOptions)
      workers.push(worker)
      return worker
    },
    spawnWorker: async () => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'worker-process.ts'), JSON.stringify({ environment, queue })],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
      )
      children.push(child)
      await once(child, 'message')
      return child
    },
    jobs: (ids) => loadJobs(db, ids),
    allJobs: async () => {
      const rows = await db.sql<{ id: JobId }[]>`select id from jobs order by id`
      return loadJobs(
        db,
        rows.map(({ id }) => id),
      )
    },
    waitUntilSettled: (timeoutMs = 60_000) =>
      waitUntil(
        async () => {
          const present = await states()
          const moving = ['queued', 'submitting', 'rendering', 'archiving'].some((state) => present[state])
          return moving ? null : present
        },
        { timeoutMs, what: 'every job to settle' },
      ),
    bill: async () => (await fetch(`${simulator.url}/console/bill`)).json() as Promise<SimulatedBill>,
    calls: async (mount) => {
      const answer = await fetch(`${simulator.url}/console/stats`)
      const { mounts } = (await answer.json()) as { mounts: Record<Vendor, { calls: SimulatedCalls }> }
      return mounts[mount].calls
    },
    tasks: async () => {
      const answer = await fetch(`${simulator.url}/console/tasks`)
      const { tasks } = (await answer.json()) as { tasks: SimulatedTask[] }
      return tasks
    },
    flushQueue: async () => {
      await runScript(queue, deleteScript)
    },
    dumpQueue: () => runScript(queue, dumpScript),
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(workers.map((worker) => worker.stop()))
      await simulator.stop()
      await database[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function queueOf(kind: 'redis' | 'postgres', url: string): QueueSettings {
  return kind === 'redis' ? createTestQueueSettings() : { kind, url, schema: 'reelkeep_queue' }
}

function configFile(simulator: Simulator, speed: number, options: JourneyOptions): string {
  const { upstreams = [rehearsal(simulator, options)] } = options
  return JSON.stringify({
    default_upstream: upstreams[0]?.name,
    upstreams: Object.fromEntries(
      upstreams.map((upstream) => [upstream.name, sectionOf(upstream, simulator.url, speed)]),
    ),
    archive: options.archive ?? {},
    sweep: { every: '200ms', grace: '1s' },
  })
}

function rehearsal(simulator: Simulator, options: JourneyOptions): JourneyUpstream {
  return {
    name: upstreamName,
    profile: 'globalaiopc',
    baseUrl: simulator.baseUrl,
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    settings: {
      prices: {},
      max_in_flight: options.maxInFlight ?? 1_000,
      requests_per_minute: options.requestsPerMinute ?? 6_000,
      polls_per_minute: 60_000,
    },
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
