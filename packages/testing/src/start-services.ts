import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRedisServer, startPostgres, startRedis, startS3 } from '@reelkeep/embedded'
import type { TestServices } from './services.ts'
import { startContainers } from './start-containers.ts'
import { makeTemplate } from './template.ts'

// Fetched once per machine and user, not once per run.
const redisCache = join(tmpdir(), `reelkeep-redis-${process.getuid?.() ?? 'user'}`)
const s3Key = { accessKeyId: 'reelkeep-test', secretAccessKey: 'reelkeep-test-secret', region: 'us-east-1' }

type Started = { readonly stop: () => Promise<unknown> }

/** Postgres and Redis from containers where an engine answers, else embedded; the S3 server is always the embedded one. */
export async function startServices(
  directory: string,
): Promise<{ services: TestServices; stop(): Promise<void> }> {
  const started: Started[] = []
  const stop = async () => {
    for (const service of started.reverse()) await service.stop()
  }
  try {
    const containers = await startContainers()
    if (containers.outcome === 'started') started.push(containers)
    const how = containers.outcome === 'started' ? 'container' : 'embedded'
    const missing = containers.outcome === 'failed' ? [containers.why] : []
    const urls =
      containers.outcome === 'started' ? containers : await startEmbedded(directory, started, missing)
    const s3Directory = join(directory, 's3')
    const s3 = await startS3({ dataDir: s3Directory, durability: 'off', ...s3Key })
    started.push(s3)
    const template = await makeTemplate(urls.postgresUrl)
    return {
      services: {
        postgres: { how, url: urls.postgresUrl, template },
        redis: urls.redisUrl === null ? null : { how, url: urls.redisUrl },
        missing,
        s3: { endpoint: s3.endpoint, directory: s3Directory, ...s3Key },
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startEmbedded(
  directory: string,
  started: Started[],
  missing: string[],
): Promise<{ postgresUrl: string; redisUrl: string | null }> {
  const server = await startPostgres({ dataDir: directory, durability: 'off' })
  started.push(server)
  mkdirSync(redisCache, { recursive: true, mode: 0o700 })
  const found = await findRedisServer({
    cacheDir: redisCache,
    env: process.env,
    explain: (reason) => missing.push(`tests run without Redis: ${reason}`),
  })
  if (found === null) return { postgresUrl: server.url, redisUrl: null }
  const redis = await startRedis({ dataDir: directory, server: found, durability: 'off' })
  started.push(redis)
  return { postgresUrl: server.url, redisUrl: redis.url }
}
