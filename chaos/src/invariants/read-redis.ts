import type { OpenChaosWorld } from '../world/open-world.ts'

/** Every key with all that it holds, as text. */
export async function readRedis({ redis }: OpenChaosWorld): Promise<{ place: string; text: string }[]> {
  const names: string[] = []
  let cursor = '0'
  do {
    const [next, found] = (await redis.command('SCAN', cursor, 'COUNT', '1000')) as [string, string[]]
    names.push(...found)
    cursor = next
  } while (cursor !== '0')
  return Promise.all(
    names.map(async (name) => ({
      place: `redis ${name}`,
      text: `${name} ${JSON.stringify(await contentOf(redis, name))}`,
    })),
  )
}

async function contentOf(redis: OpenChaosWorld['redis'], name: string): Promise<unknown> {
  switch (await redis.command('TYPE', name)) {
    case 'string':
      return redis.command('GET', name)
    case 'hash':
      return redis.command('HGETALL', name)
    case 'list':
      return redis.command('LRANGE', name, '0', '-1')
    case 'set':
      return redis.command('SMEMBERS', name)
    case 'zset':
      return redis.command('ZRANGE', name, '0', '-1')
    case 'stream':
      return redis.command('XRANGE', name, '-', '+')
    default:
      return null
  }
}
