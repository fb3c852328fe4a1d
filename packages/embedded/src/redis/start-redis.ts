// One Redis on loopback for one data dir. The caller holds the data dir's lock.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Redis } from 'ioredis'
import { findFreePort } from '../free-port.ts'
import { dieWithParent } from '../process/die-with-parent.ts'
import { stopOrphans } from '../process/find-orphans.ts'
import { lastLogLines, launch, type RunningService } from '../process/launch.ts'
import { pollUntil } from '../process/wait.ts'
import { keepSecret } from '../secret-file.ts'
import type { RedisServer } from './find-redis-server.ts'

export type RedisOptions = {
  readonly dataDir: string
  readonly server: RedisServer
  /** Free and random when absent. */
  readonly port?: number
  /** `off` keeps nothing on disk, for tests. */
  readonly durability: 'full' | 'off'
}

export type RunningRedis = RunningService & { readonly url: string; readonly port: number }

const READY_WITHIN_MS = 30_000

// SIGTERM writes out the append-only file first.
const STOP_STEPS = [{ signal: 'SIGTERM', deadlineMs: 15_000 }] as const

export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { server } = options
  const dataDir = resolve(options.dataDir)
  const directory = join(dataDir, 'redis')
  const logFile = join(dataDir, 'logs', 'redis.log')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { secret: password } = keepSecret(join(dataDir, 'redis.password'))
  await stopOrphans({ directory, names: ['redis-server', 'valkey-server'] }, [
    ...STOP_STEPS,
    { signal: 'SIGKILL', deadlineMs: 5_000 },
  ])

  const port = options.port ?? (await findFreePort())
  const [file = '', ...args] = [...dieWithParent('TERM'), server.path, '-']
  const service = await launch({
    command: [file, ...args],
    cwd: directory,
    env: { ...process.env, ...(server.libraryPath && { LD_LIBRARY_PATH: server.libraryPath }) },
    logFile,
    // Settings come in by stdin because a command line, and with it the password, is everybody's to read.
    stdin: settings({ port, directory, password, isDurable: options.durability === 'full' }),
    stopSteps: STOP_STEPS,
  })
  try {
    await waitUntilReady(service, { port, password })
  } catch (cause) {
    const log = lastLogLines(logFile, 3)
    await service.stop()
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Redis did not start: ${why}; the end of ${logFile}: ${log}`, { cause })
  }
  return { ...service, url: `redis://:${password}@127.0.0.1:${port}`, port }
}

type Settings = { port: number; directory: string; password: string; isDurable: boolean }

function settings({ port, directory, password, isDurable }: Settings): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${JSON.stringify(directory)}`,
    `requirepass ${password}`,
    'maxmemory-policy noeviction',
    'save ""',
    `appendonly ${isDurable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'daemonize no',
    '',
  ].join('\n')
}

async function waitUntilReady(
  service: RunningService,
  { port, password }: { port: number; password: string },
): Promise<void> {
  let hasExited = false
  void service.exited.then(() => {
    hasExited = true
  })
  const isReady = await pollUntil(async () => hasExited || (await answers(port, password)), {
    deadlineMs: READY_WITHIN_MS,
  })
  if (hasExited) throw new Error('the server process ended')
  if (!isReady) throw new Error(`no answer within ${READY_WITHIN_MS} ms`)
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    password,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
  })
  // Refused connections are expected while it starts; the loop above decides when to give up.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}
