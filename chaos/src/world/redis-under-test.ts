import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePort, type RedisServer, type RunningRedis, startRedis } from '@reelkeep/embedded'
import { Redis } from 'ioredis'
import { openFaultProxy } from './open-fault-proxy.ts'
import type { RedisUnderTest } from './world.ts'

export type OpenRedis = RedisUnderTest & { readonly url: string; readonly close: () => Promise<void> }

export async function openRedis(dataDir: string, server: RedisServer): Promise<OpenRedis> {
  const port = await findFreePort()
  const dumpFile = join(dataDir, 'redis', 'dump.rdb')
  const start = () => startRedis({ dataDir, server, port, durability: 'off' })
  let running: RunningRedis | null = await start()
  const proxy = await openFaultProxy(port)
  const directUrl = running.url
  const client = new Redis(directUrl, {
    lazyConnect: true,
    maxRetriesPerRequest: 3,
    retryStrategy: () => 50,
    connectTimeout: 2_000,
  })
  // Rows take it away on purpose.
  client.on('error', () => undefined)
  const end = async (signal: NodeJS.Signals) => {
    if (running === null) return
    process.kill(running.pid, signal)
    await running.exited
    running = null
  }
  const command = (name: string, ...args: readonly string[]) => client.call(name, ...args)
  const startWith = async (snapshot: Buffer | null) => {
    if (running !== null) throw new Error('redis runs: end it before it is started with other data')
    await rm(dumpFile, { force: true })
    if (snapshot !== null) await writeFile(dumpFile, snapshot)
    running = await start()
    await rm(dumpFile, { force: true })
  }
  const snapshot = async () => {
    await command('SAVE')
    const bytes = await readFile(dumpFile)
    await rm(dumpFile, { force: true })
    return bytes
  }
  let stopped: Buffer | null = null
  return {
    proxy,
    url: directUrl.replace(`:${port}`, `:${proxy.port}`),
    // Whatever it held is gone: nothing of it was on disk.
    kill: () => end('SIGKILL'),
    stop: async () => {
      if (running === null) return
      stopped = await snapshot()
      await end('SIGTERM')
    },
    start: async () => {
      if (running !== null) return
      await startWith(stopped)
      stopped = null
    },
    flush: async () => {
      await command('FLUSHALL')
    },
    command,
    snapshot,
    startWith,
    close: async () => {
      client.disconnect()
      await proxy.close()
      await running?.stop()
    },
  }
}
