import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { findRedisServer, startPostgres, startRedis } from '@reelkeep/embedded'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { workload } from '../engine.ts'
import { startChild } from './child.ts'

/** One engine's run: its own database, an empty Redis, its own bucket and its own simulated upstream. */
export type World = {
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly s3: {
    readonly endpoint: string
    readonly bucket: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }
  readonly upstreamUrl: string
  readonly upstreamBaseUrl: string
  readonly stop: () => Promise<void>
}

export type Services = {
  /** Of Postgres (with its backends) and Redis. */
  readonly storePids: readonly number[]
  readonly freshWorld: (name: string) => Promise<World>
  readonly stop: () => Promise<void>
}

/** Real services, durable as in production: fsync on, AOF everysec. */
export async function startServices(folder: string): Promise<Services> {
  const server = await findRedisServer({
    cacheDir: join(import.meta.dirname, '../../../node_modules/.cache/reelkeep/redis'),
    env: process.env,
  })
  if (server === null) throw new Error('the benchmark needs a redis-server: install one, or run on Debian')
  const database = await startPostgres({ dataDir: folder, durability: 'full' })
  const redis = await startRedis({ dataDir: folder, server, durability: 'full' })
  const admin = postgres(database.url, { max: 1, onnotice: () => {} })
  const doorbell = new Redis(redis.url)

  return {
    storePids: [database.pid, redis.pid],
    freshWorld: async (name) => {
      const databaseName = `bench_${name}`
      await admin.unsafe(`create database ${databaseName}`)
      await doorbell.flushall()
      const s3 = { bucket: 'clips', accessKeyId: 'bench', secretAccessKey: randomBytes(20).toString('hex') }
      const store = await startChild('s3-main.ts', { dataDir: join(folder, name, 's3'), ...s3 })
      const upstream = await startChild('simulator-main.ts', {
        dataDir: join(folder, name, 'simulator'),
        renderMs: workload.renderMs,
        clipBytes: workload.clipBytes,
      })
      const databaseUrl = new URL(database.url)
      databaseUrl.pathname = `/${databaseName}`
      return {
        databaseUrl: databaseUrl.href,
        redisUrl: redis.url,
        s3: { endpoint: store.ready.url, ...s3 },
        upstreamUrl: upstream.ready.url,
        upstreamBaseUrl: upstream.ready.baseUrl ?? upstream.ready.url,
        stop: async () => {
          await Promise.all([store.stop(), upstream.stop()])
        },
      }
    },
    stop: async () => {
      doorbell.disconnect()
      await admin.end({ timeout: 5 })
      await Promise.all([redis.stop(), database.stop()])
    },
  }
}
