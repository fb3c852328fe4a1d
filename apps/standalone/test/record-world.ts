import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig as readApiConfig, start as startApi } from '@reelkeep/api'
import { openStore, readStoreSettings, type Store } from '@reelkeep/archive'
import { type Database, migrate } from '@reelkeep/db'
import { startSimulator } from '@reelkeep/simulator'
import {
  createTestDatabase,
  createTestQueueSettings,
  createTestStoreEnvironment,
  waitUntil,
} from '@reelkeep/testing'
import { readConfig as readWorkerConfig, start as startWorker } from '@reelkeep/worker'
import { type Ended, runCli } from './cli-process.ts'

export const adminKey = 'record-admin-key-0123456789-0123456789'
export const upstreamKey = 'sk-record-canary-5f1c'

export type RecordWorld = {
  readonly db: Database
  readonly store: Store
  /** Where the api answers, once it was started. */
  url(): string
  /** Makes a task as a script of one's own with the same key would; its id. */
  makeElsewhere(prompt: string): Promise<string>
  /** Tasks as the upstream knows them. */
  tasks(): Promise<readonly { readonly id: string; readonly prompt: string }[]>
  startApi(): Promise<void>
  startWorker(): Promise<void>
  /** Both, if they run. */
  stop(): Promise<void>
  /** As if there had never been a database. */
  loseDatabase(): Promise<void>
  reelkeep(...args: readonly string[]): Promise<Ended>
  /** What the api answers, with its admin key. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads replies of any shape and says what it expects of them.
  ask(path: string, body?: unknown): Promise<any>
  waitUntilRecorded(): Promise<true>
  [Symbol.asyncDispose](): Promise<void>
}

/** An api and a worker of this process on a database, a queue, a bucket and a simulated upstream of a test's own. */
export async function openRecordWorld(): Promise<RecordWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'reelkeep-record-'))
  const simulator = await startSimulator({ dataDir: directory, speed: 600, seed: 1 })
  const database = await createTestDatabase()
  const queue = createTestQueueSettings()
  const env = {
    ...createTestStoreEnvironment(),
    DATABASE_URL: database.url,
    REDIS_URL: queue.url,
    REELKEEP_ADMIN_KEY: adminKey,
    REELKEEP_SECRET: 'record-secret-0123456789-0123456789',
    REELKEEP_ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    REELKEEP_CONFIG: join(directory, 'reelkeep.config.yaml'),
    REELKEEP_DATA_DIR: directory,
    REELKEEP_DASHBOARD_DIR: '/nonexistent',
    LOG_LEVEL: process.env.JOURNEY_LOG_LEVEL ?? 'fatal',
    PORT: '0',
  }
  await writeFile(env.REELKEEP_CONFIG, configText(simulator.baseUrl))
  const store = openStore(readStoreSettings(env))
  await store.ensureBucket()
  const { db } = database
  let url = ''
  let stops: (() => Promise<void>)[] = []

  const world: RecordWorld = {
    db,
    store,
    url: () => url,
    makeElsewhere: async (prompt) => {
      const reply = await fetch(`${simulator.baseUrl}/v1/grok/videos`, {
        method: 'POST',
        headers: { authorization: `Bearer ${upstreamKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'grok_video3', prompt, duration: 6, aspect_ratio: '16:9' }),
      })
      const made = await reply.text()
      const id = /"(?:id|task_id)":"([^"]+)"/.exec(made)?.[1]
      if (id === undefined) throw new Error(`the simulator says ${made}`)
      return id
    },
    tasks: async () => {
      const { tasks } = (await (await fetch(`${simulator.url}/console/tasks`)).json()) as {
        tasks: { id: string; prompt: string }[]
      }
      return tasks
    },
    startApi: async () => {
      const api = await startApi({ ...readApiConfig(env), queue })
      url = api.url
      stops.push(api.stop)
    },
    startWorker: async () => {
      const config = readWorkerConfig(env)
      const worker = await startWorker({
        ...config,
        queue,
        heartbeatEveryMs: 200,
        record: { everyMs: 100, pace: { minS: 0, maxS: 0 }, openJobsEveryMs: 100 },
      })
      stops.push(worker.stop)
    },
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()))
      stops = []
    },
    loseDatabase: async () => {
      await db.sql`drop schema public cascade`
      await db.sql`create schema public`
      await migrate(database.url)
    },
    reelkeep: (...args) =>
      runCli(args, { folder: directory, env: { REELKEEP_URL: url, REELKEEP_API_KEY: adminKey } }),
    ask: async (path, body) => {
      const reply = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return reply.json()
    },
    waitUntilRecorded: () =>
      waitUntil(
        async () => {
          const [row] = await db.sql<{ left: number }[]>`
            select (select count(*) from jobs where record_due_id is not null)::int
              + (select count(*) from batches where record_due)::int
              + (select count(*) from batch_deltas)::int as left`
          return row?.left === 0 ? true : null
        },
        { what: 'everything to be recorded' },
      ),
    [Symbol.asyncDispose]: async () => {
      await world.stop()
      store.close()
      await simulator.stop()
      await database[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
  return world
}

function configText(baseUrl: string): string {
  return JSON.stringify({
    default_upstream: 'rehearsal',
    upstreams: {
      rehearsal: {
        profile: 'globalaiopc',
        base_url: baseUrl,
        api_key: upstreamKey,
        simulated: true,
        speed: 600,
        requests_per_minute: 6_000,
        polls_per_minute: 60_000,
        allow_http_links: true,
        prices: { grok_video3: { per_second_usd: '0.05' } },
      },
    },
    sweep: { every: '200ms', grace: '1s' },
  })
}
