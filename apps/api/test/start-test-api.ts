import {
  createConnectGuard,
  type ImageLinkChecker,
  openImageLinkChecker,
  openStore,
  readStoreSettings,
  type Store,
} from '@reelkeep/archive'
import { callerDeadlines, type Database, type DatabaseDeadlines, ensureGates } from '@reelkeep/db'
import { openProducer, type Producer } from '@reelkeep/queue'
import { createTestDatabase, createTestQueueSettings, createTestStoreEnvironment } from '@reelkeep/testing'
import { readUpstreamSettings } from '@reelkeep/upstreams'
import { buildApp } from '../src/app.ts'
import { type ApiConfig, readConfig } from '../src/config.ts'
import { openLog } from '../src/log.ts'
import type { RouteEntry } from '../src/plugins/scopes.ts'

export const testAdminKey = 'test-admin-key-0123456789-0123456789'
export const testSecret = 'test-secret-0123456789-0123456789-01'

export type TestApi = {
  readonly url: string
  readonly db: Database
  readonly store: Store
  readonly producer: Producer
  readonly config: ApiConfig
  /** Every address with what it needs. */
  readonly routes: readonly RouteEntry[]
  /** Every line that was logged. */
  readonly logged: string[]
  /** Asks with the admin key, and sends JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  [Symbol.asyncDispose](): Promise<void>
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  // Tests look into answers freely; their shape is what they check.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any
}

export type TestApiOptions = {
  /** Instead of the test's own database; for one that can be taken away. */
  readonly databaseUrl?: string
  readonly deadlines?: DatabaseDeadlines
  readonly redisUrl?: string
  readonly env?: Record<string, string>
  readonly upstreams?: unknown
  readonly uploads?: { readonly maxBytes: number }
  readonly now?: () => Date
  /** How links of images are reached; else as in earnest. */
  readonly imageLinks?: ImageLinkChecker
}

/** The whole api on a port of its own, on a database, queue and bucket of its own. */
export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { openDatabase } = await import('@reelkeep/db')
  const database = await createTestDatabase()
  const queue = createTestQueueSettings()
  const redisUrl = options.redisUrl ?? queue.url
  const env = {
    ...createTestStoreEnvironment(),
    DATABASE_URL: options.databaseUrl ?? database.url,
    REDIS_URL: redisUrl,
    REELKEEP_ADMIN_KEY: testAdminKey,
    REELKEEP_SECRET: testSecret,
    GLOBALAIOPC_API_KEY: 'sk-test-globalaiopc',
    REELKEEP_DASHBOARD_DIR: '/nonexistent',
    PORT: '0',
    ...options.env,
  }
  const read = readConfig(env)
  const section = options.upstreams ?? {
    // Hosts of tests are made up, and tests ask no network.
    globalaiopc: { check_images: false, prices: { grok_video3: { per_second_usd: '0.05' } } },
    xingchaoyiqing: { check_images: false },
  }
  const config: ApiConfig = {
    ...read,
    uploads: options.uploads ?? read.uploads,
    queue: { ...queue, url: redisUrl },
    upstreams: readUpstreamSettings({ section, defaultUpstream: 'globalaiopc', env }),
  }
  const db = openDatabase({
    url: env.DATABASE_URL,
    maxConnections: 10,
    applicationName: 'test-api',
    deadlines: options.deadlines ?? callerDeadlines,
  })
  const producer = openProducer(config.queue, { onError: () => undefined, patienceMs: 500 })
  const store = openStore(readStoreSettings(env))
  await store.ensureBucket()
  const imageLinks = options.imageLinks ?? openImageLinkChecker(createConnectGuard(config))
  const logged: string[] = []
  const log = openLog('debug', { write: (line) => void logged.push(line) })
  const clock = { now: options.now ?? (() => new Date()) }
  const app = await buildApp(
    { db, producer, store, imageLinks, upstreams: config.upstreams, config, clock },
    log,
  )
  await ensureGates(
    database.db,
    config.upstreams.map(({ rules: { name, maxInFlight, requestsPerMinute } }) => ({
      upstream: name,
      maxInFlight,
      requestsPerMinute,
    })),
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    db: database.db,
    store,
    producer,
    config,
    routes: app.routeTable(),
    logged,
    async call(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${testAdminKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') ?? false
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await producer.close()
      store.close()
      await imageLinks.close()
      await db.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
