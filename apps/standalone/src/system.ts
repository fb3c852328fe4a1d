// The whole of Reelkeep on one machine: whatever services are not given, then the api and a worker, each a process of
// its own, kept running until `stop`.
import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { migrate } from '@reelkeep/db'
import { lockDataDir } from '@reelkeep/embedded'
import { checkSettings } from './check-settings.ts'
import { optionsVariable, type Role } from './children/roles.ts'
import { type RunningChild, startChild } from './children/start-child.ts'
import { ensureDashboard } from './dashboard.ts'
import { readSecrets } from './secrets.ts'
import { createParts, type Parts } from './services/parts.ts'
import { type PostgresService, providePostgres } from './services/provide-postgres.ts'
import { provideQueue } from './services/provide-queue.ts'
import { provideS3 } from './services/provide-s3.ts'
import { type Supervised, supervise } from './services/supervise.ts'
import { UsageError } from './usage-error.ts'

export type SystemOptions = {
  /** What a person would have set: usually process.env, with changes. */
  readonly env: NodeJS.ProcessEnv
  readonly dataDir: string
  /** One line at a time, without a prefix. */
  readonly say: (line: string) => void
  /** The output of our processes: to files of the data dir, or to this terminal. */
  readonly logsTo: 'files' | 'terminal'
  /** More of our roles, started before the api and stopped after it, with the options of their own start function. */
  readonly extraChildren?: readonly { readonly role: Role; readonly options: object }[]
  /** Gives up the start in the middle. */
  readonly signal?: AbortSignal
}

export type System = {
  readonly apiUrl: string
  readonly adminKey: string
  /** The key was made by this start and nobody has seen it yet. */
  readonly isNewAdminKey: boolean
  readonly dataDir: string
  /** Which services serve, in words. */
  readonly services: { readonly postgres: string; readonly queue: string; readonly s3: string }
  /** Where a person finds the clips as plain files; null when the store is not embedded. */
  readonly clipsDir: string | null
  /** The environment our processes run with, embedded services included. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Process ids by name, as of now. */
  pids(): Record<string, number>
  /** Worker first, then api, then services. */
  stop(): Promise<void>
  /** For a person who does not want to wait: ends worker and api at once; `stop` then goes on. */
  kill(): void
}

/**
 * Only for a worker that hangs: its own phases end in time, the longest as long as the configured `submit_timeout`, and
 * killed before that it leaves a paid POST unconfirmed.
 */
const WORKER_STOPS_WITHIN_MS = 900_000
const API_STOPS_WITHIN_MS = 30_000

export async function startSystem(options: SystemOptions): Promise<System> {
  const parts = createParts()
  try {
    return await startParts(options, parts)
  } catch (error) {
    // What was wrong first is what the person needs to hear.
    await parts.stop().catch((also) => options.say(`while giving up: ${also}`))
    throw error
  }
}

async function startParts(options: SystemOptions, parts: Parts): Promise<System> {
  const { say, signal } = options
  const dataDir = resolve(options.dataDir)
  const lock = await lockDataDir(dataDir)
  parts.add(lock.release)
  const secrets = readSecretsOrExplain(options.env, dataDir)
  const env: Record<string, string | undefined> = {
    ...options.env,
    REELKEEP_DATA_DIR: dataDir,
    REELKEEP_ADMIN_KEY: secrets.adminKey,
    REELKEEP_SECRET: secrets.secret,
  }
  await checkSettings(env)
  signal?.throwIfAborted()

  const pids = new Map<string, () => number>()
  const logFile = (name: string) =>
    options.logsTo === 'terminal' ? null : join(dataDir, 'logs', `${name}.log`)
  const context = { env, dataDir, parts, say, pids }
  const [postgres, s3] = await Promise.all([
    providePostgres(context),
    provideS3({ ...context, logFile: logFile('s3') }),
    ensureDashboard(say),
  ])
  const queue = await provideQueue(context, postgres)
  Object.assign(env, { DATABASE_URL: postgres.url }, queue.env, s3.env)
  signal?.throwIfAborted()
  await migrateOrExplain(postgres)

  const keep = (role: Role, childEnv: NodeJS.ProcessEnv, stopWithinMs: number) => {
    const start = () => startChild({ role, env: childEnv, logFile: logFile(role), stopWithinMs })
    return supervise({ name: `the ${role}`, start, say })
  }
  const children: Supervised<RunningChild>[] = []
  const adopt = (role: Role, child: Supervised<RunningChild>) => {
    children.push(child)
    parts.add(child.stop)
    pids.set(role, () => child.current().pid)
    return child.current().url ?? ''
  }
  for (const { role, options: roleOptions } of options.extraChildren ?? []) {
    const childEnv = { ...env, [optionsVariable]: JSON.stringify(roleOptions) }
    adopt(role, await keep(role, childEnv, API_STOPS_WITHIN_MS))
  }
  signal?.throwIfAborted()
  const [api, worker] = await Promise.allSettled([
    keep('api', env, API_STOPS_WITHIN_MS),
    keep('worker', env, WORKER_STOPS_WITHIN_MS),
  ])
  // In this order, whoever was up first: the worker is to be stopped before the api.
  const apiUrl = api.status === 'fulfilled' ? adopt('api', api.value) : ''
  if (worker.status === 'fulfilled') adopt('worker', worker.value)
  if (api.status === 'rejected') throw api.reason
  if (worker.status === 'rejected') throw worker.reason
  // Should the api be started again, it must be found where it was.
  env.PORT = new URL(apiUrl).port
  await untilReady(apiUrl, signal, say)
  // The shell finds the server here, whatever port it got.
  const urlFile = join(dataDir, 'api-url')
  parts.add(() => rm(urlFile, { force: true }))
  await writeFile(urlFile, `${apiUrl}\n`)

  return {
    apiUrl,
    adminKey: secrets.adminKey,
    isNewAdminKey: secrets.isNewAdminKey,
    dataDir,
    services: { postgres: postgres.description, queue: queue.description, s3: s3.description },
    clipsDir: s3.clipsDir,
    env,
    pids: () => Object.fromEntries([...pids].map(([name, pid]) => [name, pid()])),
    stop: parts.stop,
    kill: () => {
      for (const child of children) {
        child.letGo()
        child.current().kill()
      }
    },
  }
}

function readSecretsOrExplain(env: NodeJS.ProcessEnv, dataDir: string): ReturnType<typeof readSecrets> {
  try {
    return readSecrets(env, dataDir)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** The driver's own words do not say whose connection was refused. */
async function migrateOrExplain({ url, description }: PostgresService): Promise<void> {
  try {
    await migrate(url)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`cannot prepare Postgres, ${description}: ${why}`, { cause: error })
  }
}

const READY_WITHIN_MS = 60_000
const SAY_WHAT_IS_AWAITED_AFTER_MS = 3_000

async function untilReady(
  apiUrl: string,
  signal: AbortSignal | undefined,
  say: (line: string) => void,
): Promise<void> {
  const startedMs = performance.now()
  let said = ''
  for (;;) {
    signal?.throwIfAborted()
    const answer = await fetch(new URL('/readyz', apiUrl), { signal: AbortSignal.timeout(5_000) })
    const body = await answer.text()
    if (answer.ok) return
    const waitedMs = performance.now() - startedMs
    const down = whatIsDown(body)
    if (waitedMs > READY_WITHIN_MS) throw new Error(`the api is up but not ready: ${down}`)
    if (waitedMs > SAY_WHAT_IS_AWAITED_AFTER_MS && said !== down) {
      say(`waiting for ${down}`)
      said = down
    }
    await delay(100)
  }
}

type Readiness = {
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly message: string | null }>>
}

function whatIsDown(body: string): string {
  try {
    const { checks } = JSON.parse(body) as Readiness
    return Object.entries(checks)
      .filter(([, { ok }]) => !ok)
      .map(([name, { message }]) => `${name} (${message ?? 'no answer'})`)
      .join(', ')
  } catch {
    // Not the answer we know: as it is.
    return body.slice(0, 500)
  }
}
