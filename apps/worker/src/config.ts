import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ArchiveSettings,
  readAllowPrivateHosts,
  readArchiveSettings,
  readStoreSettings,
  type StoreSettings,
} from '@reelkeep/archive'
import { type DatabaseDeadlines, readDatabaseSettings, readTimeZone, workerDeadlines } from '@reelkeep/db'
import { defaultLockMs, defaultStalledCheckMs, type QueueSettings, readQueueSettings } from '@reelkeep/queue'
import {
  type HttpClientSettings,
  parseDurationMs,
  readProxySettings,
  readUpstreamSettings,
  type UpstreamSettings,
} from '@reelkeep/upstreams'
import { parse } from 'yaml'
import { type ArchiveHealthSettings, defaultArchiveHealthSettings } from './archive-health.ts'
import { type BucketCareSettings, defaultBucketCareSettings } from './bucket-care.ts'
import { type DirectSettings, defaultDirectSettings } from './direct-loop.ts'
import { defaultLaneWatchSettings, type LaneWatchSettings } from './lane-watch.ts'
import { defaultConcurrency, type LaneConcurrency } from './lanes.ts'
import { defaultRecordSettings, type RecordSettings } from './record.ts'
import type { SweepSettings } from './sweep.ts'

/** Everything a worker is told from outside, read once, frozen, passed down by argument. */
export type WorkerConfig = {
  readonly logLevel: string
  readonly database: {
    readonly url: string
    readonly maxConnections: number
    readonly deadlines: DatabaseDeadlines
  }
  readonly queue: QueueSettings
  readonly store: StoreSettings
  readonly archive: ArchiveSettings
  /** Where links may point although the address is private. */
  readonly allowPrivateHosts: readonly string[]
  readonly upstreams: readonly UpstreamSettings[]
  /** Where a day begins for the caps of days. */
  readonly timeZone: string
  /** Null: upstreams are reached directly. */
  readonly proxy: HttpClientSettings['proxy']
  readonly sweep: SweepSettings
  /** Between a POST's own timeout and the deadline after which recovery may call its sender lost. */
  readonly answerMarginMs: number
  /** How long a message stays a worker's without a sign of life, and how often others look for such. */
  readonly lanes: { readonly lockMs: number; readonly stalledCheckMs: number }
  /** Where accepted tasks are kept until the database has them; should outlive the process. */
  readonly spoolDirectory: string
  /** Where clips wait that the store would not take before their links died; has to outlive the process. */
  readonly rescueDirectory: string
  /** How often rescued clips are offered to the store again. */
  readonly rescueEveryMs: number
  readonly archiveHealth: ArchiveHealthSettings
  readonly heartbeatEveryMs: number
  readonly direct: DirectSettings
  readonly laneWatch: LaneWatchSettings
  readonly record: RecordSettings
  readonly bucketCare: BucketCareSettings
  readonly concurrency: LaneConcurrency
  /** Null: no metrics are served. */
  readonly metricsAddress: { readonly host: string; readonly port: number } | null
}

export type Environment = { readonly [name: string]: string | undefined }

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
/** Two groups of saves, two of loads, admission, and one for the rest. */
const databaseConnections = 6
const heartbeatEveryMs = 5_000
const rescueEveryMs = 15_000
const deadAfterMs = 30_000
/** An answer that came within the timeout is saved within this, unless Postgres is away. */
const answerMarginMs = 30_000
const lanes = { lockMs: defaultLockMs, stalledCheckMs: defaultStalledCheckMs }

/** Throws an Error of one line that names the setting and the fix. */
export function readConfig(env: Environment): WorkerConfig {
  const file = readConfigFile(env)
  const archive = readArchiveSettings(sectionOf(file, 'archive'))
  const dataDirectory = env.REELKEEP_DATA_DIR?.trim() || '.reelkeep'
  return Object.freeze({
    logLevel: readLogLevel(env),
    database: {
      url: readDatabaseSettings(env).url,
      maxConnections: databaseConnections,
      deadlines: workerDeadlines,
    },
    queue: readQueueSettings(env),
    store: readStoreSettings(env),
    archive,
    allowPrivateHosts: readAllowPrivateHosts(env),
    upstreams: readUpstreamSettings({
      section: sectionOf(file, 'upstreams'),
      defaultUpstream: readDefaultUpstream(file),
      env,
    }),
    timeZone: readTimeZone(env),
    proxy: readProxySettings(env),
    spoolDirectory: join(dataDirectory, 'spool'),
    rescueDirectory: join(dataDirectory, 'rescue'),
    rescueEveryMs,
    archiveHealth: defaultArchiveHealthSettings,
    sweep: readSweep(sectionOf(file, 'sweep')),
    answerMarginMs,
    lanes,
    heartbeatEveryMs,
    direct: defaultDirectSettings,
    laneWatch: defaultLaneWatchSettings,
    record: defaultRecordSettings,
    bucketCare: { ...defaultBucketCareSettings, scrub: archive.scrub },
    concurrency: { ...defaultConcurrency, archive: archive.concurrency },
    metricsAddress: readMetricsAddress(env),
  })
}

type Section = { readonly [key: string]: unknown }

const knownSections = ['default_upstream', 'upstreams', 'archive', 'uploads', 'sweep']

function readConfigFile(env: Environment): Section {
  const path = env.REELKEEP_CONFIG?.trim()
  if (!path) return {}
  let file: unknown
  try {
    file = parse(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
    throw new Error(`REELKEEP_CONFIG must be the path of a YAML file (${path}: ${why})`, { cause: error })
  }
  if (!isSection(file)) throw new Error(`REELKEEP_CONFIG: ${path} must hold keys and values`)
  const unknown = Object.keys(file).find((key) => !knownSections.includes(key))
  if (unknown === undefined) return file
  throw new Error(`REELKEEP_CONFIG: ${path} takes ${knownSections.join(', ')} (found "${unknown}")`)
}

function sectionOf(file: Section, name: string): Section {
  const value = file[name] ?? {}
  if (!isSection(value)) throw new Error(`REELKEEP_CONFIG: ${name} must hold keys and values`)
  return value
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readDefaultUpstream(file: Section): string {
  const value = file.default_upstream ?? 'globalaiopc'
  if (typeof value === 'string') return value
  throw new Error('REELKEEP_CONFIG: default_upstream must be the name of an upstream')
}

function readSweep(section: Section): SweepSettings {
  const unknown = Object.keys(section).find((key) => key !== 'every' && key !== 'grace')
  if (unknown !== undefined) {
    throw new Error(`REELKEEP_CONFIG: sweep takes every and grace (found "${unknown}")`)
  }
  return {
    everyMs: readDuration(section, 'every', '5s'),
    graceMs: readDuration(section, 'grace', '15s'),
    deadAfterMs,
    // The lock must lapse, and a stalled message is noticed at one look and handed on at the next.
    intentGraceMs: lanes.lockMs + 2 * lanes.stalledCheckMs,
  }
}

function readDuration(section: Section, name: string, otherwise: string): number {
  const value = section[name] ?? otherwise
  const ms = typeof value === 'string' ? parseDurationMs(value) : null
  if (ms !== null && ms > 0) return ms
  throw new Error(`REELKEEP_CONFIG: sweep.${name} must be a duration such as ${otherwise} (found "${value}")`)
}

function readLogLevel(env: Environment): string {
  const text = env.LOG_LEVEL?.trim() || 'info'
  if (logLevels.includes(text)) return text
  throw new Error(`LOG_LEVEL must be one of ${logLevels.join(', ')} (found "${text}")`)
}

function readMetricsAddress(env: Environment): WorkerConfig['metricsAddress'] {
  const text = env.REELKEEP_WORKER_METRICS_PORT?.trim()
  if (!text) return null
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (port >= 0 && port <= 65_535) return { host: env.HOST?.trim() || '127.0.0.1', port }
  throw new Error(`REELKEEP_WORKER_METRICS_PORT must be a whole number between 0 and 65535 (found "${text}")`)
}
