import { join } from 'node:path'
import { findRedisServer, type RedisServer } from '@reelkeep/embedded'

const cacheDir = join(import.meta.dirname, '../../../node_modules/.cache/reelkeep/redis')

/** Throws where no Redis server can be had. */
export async function findRedis(): Promise<RedisServer> {
  const server = await findRedisServer({ cacheDir, env: process.env })
  if (server === null) throw new Error('no redis-server is here, and none could be fetched')
  return server
}

export async function hasRedis(): Promise<boolean> {
  return (await findRedisServer({ cacheDir, env: process.env })) !== null
}
