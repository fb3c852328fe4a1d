import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort, findRedisServer, startPostgres, startRedis } from '@reelkeep/embedded'
import postgres from 'postgres'
import { startChild } from '../services/child.ts'
import { untilReady } from '../services/until-ready.ts'

export type RunningApi = { readonly url: string; readonly key: string }

export type Stage = {
  readonly databaseUrl: string
  isEmpty(): Promise<boolean>
  /** How large it is. */
  describe(): Promise<string>
  /** The api as it is, beside an empty queue and bucket. */
  startApi(): Promise<RunningApi>
  [Symbol.asyncDispose](): Promise<void>
}

/** A Postgres whose data stay in `dataDir`, or one that is there already. */
export async function openStage(dataDir: string, givenUrl: string | null): Promise<Stage> {
  await mkdir(dataDir, { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'reelkeep-bench-'))
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const server = givenUrl === null ? await startPostgres({ dataDir, durability: 'full' }) : null
  if (server !== null) closing.unshift(() => server.stop())
  const databaseUrl = givenUrl ?? server?.url ?? ''
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  closing.unshift(() => sql.end({ timeout: 5 }))
  return {
    databaseUrl,
    isEmpty: async () => (await sql`select from jobs limit 1`).length === 0,
    describe: async () => {
      const [row] = await sql<[{ jobs: string; size: string; version: string }]>`
        select (select reltuples::bigint::text from pg_class where relname = 'jobs') as jobs,
          pg_size_pretty(pg_database_size(current_database())) as size, current_setting('server_version') as version`
      return `${row.jobs} jobs in ${row.size}, Postgres ${row.version}`
    },
    startApi: async () => {
      const { api, stop } = await startApi(folder, databaseUrl)
      closing.unshift(stop)
      return api
    },
    async [Symbol.asyncDispose]() {
      for (const close of closing) await close()
    },
  }
}

async function startApi(folder: string, databaseUrl: string) {
  const redisServer = await findRedisServer({
    cacheDir: join(import.meta.dirname, '../../../node_modules/.cache/reelkeep/redis'),
    env: process.env,
  })
  if (redisServer === null)
    throw new Error('the benchmark needs a redis-server: install one, or run on Debian')
  const redis = await startRedis({ dataDir: folder, server: redisServer, durability: 'full' })
  const keys = { accessKeyId: 'bench', secretAccessKey: randomBytes(20).toString('hex') }
  const store = await startChild('s3-main.ts', { dataDir: join(folder, 's3'), bucket: 'clips', ...keys })
  const configPath = join(folder, 'reelkeep.config.yaml')
  const port = await findFreePort()
  const key = randomBytes(24).toString('hex')
  // YAML is a superset of JSON.
  await writeFile(configPath, JSON.stringify({ default_upstream: 'globalaiopc' }))
  const child = fork(join(import.meta.dirname, '../../../apps/api/src/main.ts'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      S3_ENDPOINT: store.ready.url,
      S3_REGION: 'us-east-1',
      S3_BUCKET: 'clips',
      S3_FORCE_PATH_STYLE: 'true',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      REELKEEP_DATA_DIR: folder,
      REELKEEP_CONFIG: configPath,
      REELKEEP_ADMIN_KEY: key,
      REELKEEP_SECRET: randomBytes(24).toString('hex'),
    },
  })
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await Promise.all([redis.stop(), store.stop()])
  }
  const url = `http://127.0.0.1:${port}`
  await untilReady(url)
  return { api: { url, key }, stop }
}
