import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { beforeAll, expect, test } from 'vitest'
import { findRedisServer, type RedisServer, startRedis } from '../src/index.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

const cacheDir = new URL('../../../node_modules/.cache/reelkeep/redis', import.meta.url).pathname

let server: RedisServer | null = null
let reason = ''

beforeAll(async () => {
  server = await findRedisServer({
    cacheDir,
    env: process.env,
    explain: (line) => {
      reason = line
    },
  })
})

test('what was pushed is there after a restart', async (context) => {
  const found = server ?? context.skip(reason)
  using dataDir = temporaryDataDir()
  const first = await startRedis({ dataDir: dataDir.path, server: found, durability: 'full' })
  await ask(first.url, (client) => client.rpush('backlog', 'a', 'b'))
  await first.stop()
  const second = await startRedis({ dataDir: dataDir.path, server: found, durability: 'full' })
  expect(await ask(second.url, (client) => client.lrange('backlog', 0, -1))).toEqual(['a', 'b'])
  await second.stop()
})

test('nothing is evicted, and the log of changes is kept every second', async (context) => {
  const found = server ?? context.skip(reason)
  using dataDir = temporaryDataDir()
  const service = await startRedis({ dataDir: dataDir.path, server: found, durability: 'full' })
  const setting = (name: string) => ask(service.url, (client) => client.config('GET', name))
  expect(await setting('maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
  expect(await setting('appendonly')).toEqual(['appendonly', 'yes'])
  expect(await setting('appendfsync')).toEqual(['appendfsync', 'everysec'])
  await service.stop()
})

test('a caller without the password is refused', async (context) => {
  const found = server ?? context.skip(reason)
  using dataDir = temporaryDataDir()
  const service = await startRedis({ dataDir: dataDir.path, server: found, durability: 'off' })
  const stranger = createConnection(service.port, '127.0.0.1')
  stranger.write('GET backlog\r\n')
  const [reply] = await once(stranger, 'data')
  expect(String(reply)).toMatch(/^-NOAUTH/)
  stranger.destroy()
  await service.stop()
})

test('a server killed in the middle starts again on the same port', async (context) => {
  const found = server ?? context.skip(reason)
  using dataDir = temporaryDataDir()
  const first = await startRedis({ dataDir: dataDir.path, server: found, durability: 'full' })
  process.kill(first.pid, 'SIGKILL')
  expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' })
  const second = await startRedis({
    dataDir: dataDir.path,
    server: found,
    durability: 'full',
    port: first.port,
  })
  expect(second.url).toBe(first.url)
  await second.stop()
})

test('a second start stops the server that still runs on this data dir', async (context) => {
  const found = server ?? context.skip(reason)
  using dataDir = temporaryDataDir()
  const first = await startRedis({ dataDir: dataDir.path, server: found, durability: 'full' })
  const second = await startRedis({ dataDir: dataDir.path, server: found, durability: 'full' })
  expect(await first.exited).toEqual({ code: 0, signal: null })
  await second.stop()
})

test('without a server on PATH and without apt the reason names the remedy', async () => {
  using dataDir = temporaryDataDir()
  const reasons: string[] = []
  const found = await findRedisServer({
    cacheDir: dataDir.path,
    env: { PATH: dataDir.path },
    explain: (line) => reasons.push(line),
  })
  expect(found).toBeNull()
  expect(reasons).toEqual([expect.stringContaining('REDIS_URL')])
})

test('a server on PATH is taken only from 6.2 on', async () => {
  using dataDir = temporaryDataDir()
  const onPath = (folder: string, name: string, version: string) => {
    const path = join(dataDir.path, folder)
    mkdirSync(path)
    writeFileSync(join(path, name), `#!/bin/sh\necho "Server v=${version} sha=0"\n`, { mode: 0o755 })
    symlinkSync('/bin/sh', join(path, 'sh'))
    return { cacheDir: join(dataDir.path, 'cache'), env: { PATH: path } }
  }
  expect(await findRedisServer(onPath('old', 'redis-server', '6.0.16'))).toBeNull()
  expect(await findRedisServer(onPath('new', 'valkey-server', '8.1.0'))).toMatchObject({
    version: '8.1.0',
    how: 'path',
  })
})

async function ask<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await question(client)
  } finally {
    client.disconnect()
  }
}
