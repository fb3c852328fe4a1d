import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { findFreePort, findRedisServer, startRedis } from '@reelkeep/embedded'
import { repositoryRoot } from '../paths.ts'
import type { PostgresService } from './provide-postgres.ts'
import type { ServiceContext } from './service-context.ts'
import { supervise } from './supervise.ts'

export type QueueService = { readonly env: Readonly<Record<string, string>>; readonly description: string }

export async function provideQueue(
  context: ServiceContext,
  postgres: PostgresService,
): Promise<QueueService> {
  const { env, dataDir, parts, say, pids } = context
  if (env.REDIS_URL?.trim()) return { env: {}, description: 'yours (REDIS_URL)' }
  if (env.REELKEEP_QUEUE?.trim() === 'postgres') return onPostgres(postgres)
  let reason = ''
  const server = await findRedisServer({
    cacheDir: redisCacheDir(dataDir),
    env,
    explain: (line) => {
      reason = line
    },
  })
  if (server === null) return withoutRedis(postgres, reason, say)
  const port = await findFreePort()
  const start = () => startRedis({ dataDir, server, port, durability: 'full' })
  const service = await supervise({ name: 'Redis', start, say })
  parts.add(service.stop)
  pids.set('redis', () => service.current().pid)
  const where = server.how === 'path' ? server.path : "Debian's package, unpacked"
  return {
    env: { REDIS_URL: service.current().url },
    description: `embedded Redis ${server.version} on port ${port} (${where})`,
  }
}

function withoutRedis(postgres: PostgresService, reason: string, say: (line: string) => void): QueueService {
  if (!postgres.isEmbedded) {
    throw new Error(`REDIS_URL must be set when DATABASE_URL is: ${reason}`)
  }
  say(`no Redis: ${reason}`)
  say('the queue uses the embedded Postgres instead, which is young and for trying Reelkeep only')
  return onPostgres(postgres)
}

function onPostgres(postgres: PostgresService): QueueService {
  const whose = postgres.isEmbedded ? 'the embedded Postgres' : 'your Postgres'
  return { env: { REELKEEP_QUEUE: 'postgres' }, description: `BullMQ on ${whose} (for trying only)` }
}

/** Beside what npm fetched, so that a deleted data dir fetches nothing again; in it where the checkout is read-only. */
function redisCacheDir(dataDir: string): string {
  const modules = join(repositoryRoot, 'node_modules')
  try {
    accessSync(modules, constants.W_OK)
    return join(modules, '.cache', 'reelkeep', 'redis')
  } catch {
    return join(dataDir, 'cache', 'redis')
  }
}
