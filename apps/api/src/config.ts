import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ArchiveSettings,
  readAllowPrivateHosts,
  readArchiveSettings,
  readStoreSettings,
  type StoreSettings,
} from '@reelkeep/archive'
import { clipKeyFor } from '@reelkeep/core'
import { readDatabaseSettings, readTimeZone } from '@reelkeep/db'
import { type QueueSettings, readQueueSettings } from '@reelkeep/queue'
import { readUpstreamSettings, type UpstreamSettings } from '@reelkeep/upstreams'
import { parse } from 'yaml'
import { readUploadSettings, type UploadSettings } from './upload-settings.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Everything the api is told from outside, read once, frozen, passed down by argument. */
export type ApiConfig = {
  readonly host: string
  readonly port: number
  readonly logLevel: LogLevel
  readonly adminKey: string
  /** Signs sessions. */
  readonly secret: string
  /** Where a start keeps the keys that it makes; may not be there. */
  readonly dataDir: string
  /** Where a day begins. */
  readonly timeZone: string
  /** The built page; a folder that may not exist. */
  readonly dashboardDir: string
  /** Null: the repository's own. A bundle says where they are. */
  readonly migrationsDir: string | null
  readonly database: { readonly url: string }
  readonly queue: QueueSettings
  readonly store: StoreSettings
  readonly archive: ArchiveSettings
  readonly uploads: UploadSettings
  /** `host` or `host:port` that links of images may lead to although private. */
  readonly allowPrivateHosts: readonly string[]
  readonly defaultUpstream: string
  readonly upstreams: readonly UpstreamSettings[]
}

export type Environment = { readonly [name: string]: string | undefined }

/** Throws an Error of one line that names the setting and the fix. */
export function readConfig(env: Environment): ApiConfig {
  const file = readConfigFile(env)
  const archive = readArchiveSettings(sectionOf(file, 'archive'))
  checkClipKey(archive.keyTemplate)
  const defaultUpstream = readDefaultUpstream(file)
  return Object.freeze({
    host: env.HOST?.trim() || '127.0.0.1',
    port: readPort(env),
    logLevel: readLogLevel(env),
    adminKey: readKey(env, 'REELKEEP_ADMIN_KEY'),
    secret: readKey(env, 'REELKEEP_SECRET'),
    dataDir: env.REELKEEP_DATA_DIR?.trim() || '.reelkeep',
    timeZone: readTimeZone(env),
    dashboardDir:
      env.REELKEEP_DASHBOARD_DIR?.trim() || join(import.meta.dirname, '..', '..', 'dashboard', 'dist'),
    migrationsDir: env.REELKEEP_MIGRATIONS_DIR?.trim() || null,
    database: { url: readDatabaseSettings(env).url },
    queue: readQueueSettings(env),
    store: readStoreSettings(env),
    archive,
    uploads: readUploadSettings(sectionOf(file, 'uploads')),
    allowPrivateHosts: readAllowPrivateHosts(env),
    defaultUpstream,
    upstreams: readUpstreamSettings({ section: sectionOf(file, 'upstreams'), defaultUpstream, env }),
  })
}

type Section = { readonly [key: string]: unknown }

const knownSections = ['default_upstream', 'upstreams', 'archive', 'uploads', 'sweep']

function readConfigFile(env: Environment): Section {
  const path = env.REELKEEP_CONFIG?.trim()
  if (!path) return {}
  const file = parseConfigFile(path)
  const unknown = Object.keys(file).find((key) => !knownSections.includes(key))
  if (unknown !== undefined) {
    throw new Error(`REELKEEP_CONFIG: ${path} takes ${knownSections.join(', ')} (found "${unknown}")`)
  }
  return file
}

function parseConfigFile(path: string): Section {
  let value: unknown
  try {
    value = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
    throw new Error(`REELKEEP_CONFIG must be the path of a YAML file (${path}: ${why})`, { cause: error })
  }
  if (value === null || value === undefined) return {}
  if (!isSection(value)) throw new Error(`REELKEEP_CONFIG: ${path} must hold keys and values`)
  return value
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
  if (typeof value !== 'string')
    throw new Error('REELKEEP_CONFIG: default_upstream must be the name of an upstream')
  return value
}

function checkClipKey(template: string): void {
  const sample = { owner: 'a', batch: 'b', row: 1, customId: null, prompt: 'p', shortId: 's' }
  try {
    clipKeyFor(template, sample)
  } catch (error) {
    throw new Error(`REELKEEP_CONFIG: archive.key: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

function readPort(env: Environment): number {
  const text = env.PORT?.trim() || '3000'
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (port < 0 || port > 65_535) {
    throw new Error(`PORT must be a whole number between 0 and 65535, 0 for any free one (found "${text}")`)
  }
  return port
}

function readLogLevel(env: Environment): LogLevel {
  const text = env.LOG_LEVEL?.trim() || 'info'
  const level = logLevels.find((known) => known === text)
  if (level === undefined)
    throw new Error(`LOG_LEVEL must be one of ${logLevels.join(', ')} (found "${text}")`)
  return level
}

const keyLengthMin = 32

/** Keys are never repeated in a message, only their length. */
function readKey(env: Environment, name: string): string {
  const text = env[name]?.trim() ?? ''
  if (text.length < keyLengthMin || /\s/.test(text)) {
    throw new Error(
      `${name} must be a string of at least ${keyLengthMin} characters without spaces, for example the output of "openssl rand -base64 32" (found ${text.length} characters)`,
    )
  }
  return text
}
