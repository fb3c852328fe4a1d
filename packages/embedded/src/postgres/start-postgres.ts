// One Postgres 18 on loopback for one data dir. The caller holds the data dir's lock.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import postgres from 'postgres'
import { findFreePort } from '../free-port.ts'
import { dieWithParent } from '../process/die-with-parent.ts'
import { stopOrphans } from '../process/find-orphans.ts'
import { lastLogLines, launch, type RunningService } from '../process/launch.ts'
import { pollUntil } from '../process/wait.ts'
import { keepSecret } from '../secret-file.ts'
import { findPostgresBinaries } from './binaries.ts'
import { leastBuffersMib, sharedBuffersMib } from './buffers.ts'
import { ensureCluster, POSTGRES_USER } from './cluster.ts'
import { findUnprivileged } from './unprivileged.ts'

export type PostgresOptions = {
  readonly dataDir: string
  /** Free and random when absent. */
  readonly port?: number
  /** `off` is for tests: a power cut may cost the whole cluster. */
  readonly durability: 'full' | 'off'
}

export type RunningPostgres = RunningService & { readonly url: string; readonly port: number }

const DATABASE = 'reelkeep'
const READY_WITHIN_MS = 60_000

// SIGINT is Postgres' fast shutdown, SIGQUIT its immediate one; both leave data that recovers.
const STOP_STEPS = [
  { signal: 'SIGINT', deadlineMs: 30_000 },
  { signal: 'SIGQUIT', deadlineMs: 10_000 },
] as const

export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir)
  const directory = join(dataDir, 'postgres')
  const logFile = join(dataDir, 'logs', 'postgres.log')
  const passwordFile = join(dataDir, 'postgres.password')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const { secret: password } = keepSecret(passwordFile)
  const binaries = findPostgresBinaries()
  const unprivileged = findUnprivileged()
  const env = serverEnvironment()
  const isDurable = options.durability === 'full'
  await clearFormerLife(directory)
  await ensureCluster({ directory, passwordFile, binaries, unprivileged, env, isDurable })

  const port = options.port ?? (await findFreePort())
  const service = await launch({
    command: commandOf([
      ...unprivileged.prefix,
      ...dieWithParent('INT'),
      binaries.postgres,
      '-D',
      directory,
      ...settings({ port, isDurable }).flatMap((setting) => ['-c', setting]),
    ]),
    cwd: directory,
    env,
    logFile,
    stopSteps: STOP_STEPS,
  })
  const url = (database: string) => `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${database}`
  try {
    await waitUntilReady(service, directory, url('postgres'))
    await ensureDatabase(url('postgres'))
  } catch (cause) {
    const log = lastLogLines(logFile, 3)
    await service.stop()
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Postgres did not start: ${why}; the end of ${logFile}: ${log}`, { cause })
  }
  return { ...service, url: url(DATABASE), port }
}

async function clearFormerLife(directory: string): Promise<void> {
  if (!existsSync(directory)) return
  await stopOrphans({ directory, names: ['postgres'] }, STOP_STEPS)
  // A file left by kill -9 may name a number that another process bears by now, and Postgres would then refuse to
  // start for ever. Nobody runs on this folder: we hold its lock and have just looked.
  rmSync(join(directory, 'postmaster.pid'), { force: true })
}

function settings({ port, isDurable }: { port: number; isDurable: boolean }): string[] {
  // Tests make hundreds of small databases: each would meet memory that nobody has touched yet.
  const buffersMib = isDurable ? sharedBuffersMib() : leastBuffersMib
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    `shared_buffers=${buffersMib}MB`,
    'work_mem=16MB',
    'maintenance_work_mem=64MB',
    `effective_cache_size=${4 * buffersMib}MB`,
    'max_wal_size=2GB',
    // Our statements are short; compiling one costs more than running it.
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
    // Statements and their parameters hold prompts and links, which logs must not.
    'log_min_error_statement=panic',
    'log_parameter_max_length_on_error=0',
    ...(isDurable
      ? ['synchronous_commit=on']
      : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
}

/** Our own environment minus what libpq and the server would take as settings. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' }
}

/**
 * Ready is what the server itself has written beside its data, and then a real connection: asking the port first could
 * be answered by a stranger who has taken it.
 */
async function waitUntilReady(service: RunningService, directory: string, url: string): Promise<void> {
  let hasExited = false
  void service.exited.then(() => {
    hasExited = true
  })
  const isReady = async () => hasExited || (saysReady(directory, service.pid) && (await answers(url)))
  const isSettled = await pollUntil(isReady, { deadlineMs: READY_WITHIN_MS })
  if (hasExited) throw new Error('the server process ended')
  if (!isSettled) throw new Error(`no answer within ${READY_WITHIN_MS} ms`)
}

function saysReady(directory: string, pid: number): boolean {
  const path = join(directory, 'postmaster.pid')
  if (!existsSync(path)) return false
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    await sql`select 1`
    return true
  } catch (error) {
    // A wrong password will not get better: say so now instead of waiting for the deadline.
    if (error instanceof postgres.PostgresError && error.code === '28P01') throw error
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const rows = await sql`select 1 from pg_database where datname = ${DATABASE}`
    if (rows.length === 0) await sql`create database ${sql(DATABASE)}`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function commandOf(words: string[]): [string, ...string[]] {
  const [file = '', ...args] = words
  return [file, ...args]
}
