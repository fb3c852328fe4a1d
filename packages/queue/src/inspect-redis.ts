import type { Redis } from 'ioredis'

export type StoreReport = {
  readonly server: 'redis' | 'valkey'
  readonly version: string
  /** BullMQ's locks expire by themselves, so any policy but noeviction may take a message that is being handled. */
  readonly evictionPolicy: string
  /** Every write is kept on disk. */
  readonly appendOnly: boolean
  /** The whole is written to disk now and then. */
  readonly snapshots: boolean
}

/** Reads INFO only: a managed store may forbid CONFIG. */
export async function inspectRedis(client: Redis): Promise<StoreReport> {
  const info = `${await client.info('server')}\n${await client.info('memory')}\n${await client.info('persistence')}`
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]
  const valkey = field('valkey_version')
  return {
    server: valkey === undefined ? 'redis' : 'valkey',
    version: valkey ?? field('redis_version') ?? 'unknown',
    evictionPolicy: field('maxmemory_policy') ?? 'unknown',
    appendOnly: field('aof_enabled') === '1',
    snapshots: field('rdb_last_save_time') !== undefined && field('rdb_saves') !== '0',
  }
}
