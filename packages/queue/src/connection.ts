import { Redis } from 'ioredis'
import type { QueueSettings } from './settings.ts'

/** Reconnecting is tried at least this often: BullMQ's own cap of 20 s keeps a queue silent long after Redis is back. */
const reconnectDelayMsMax = 2_000
const connectTimeoutMs = 2_000
/** A command that takes longer is given up: the caller's row is committed, and the sweep rings again. */
const commandTimeoutMs = 5_000

/**
 * A connection on which an answer is awaited for longer is closed: a frozen store and a dead wire keep it open for ever.
 * A lane asks for its next message with a wait of at most 10 s.
 */
const silenceMsMax = 15_000

const sharedOptions = {
  connectTimeout: connectTimeoutMs,
  socketTimeout: silenceMsMax,
  retryStrategy: (tries: number) => Math.min(tries * 100, reconnectDelayMsMax),
  // A primary that became a replica refuses every write; its name may lead to the new primary by now.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
}

/** For a process that must answer its caller: rejects at once while Redis is away, and never sends later. */
export function openFailFastRedis(url: string): Redis {
  return new Redis(url, {
    ...sharedOptions,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
  })
}

/** Resolves with the first answer about whether Redis is there, whichever it is; later changes do not matter. */
export function firstContact(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve)
    client.once('close', resolve)
  })
}

/** For a worker, which waits for Redis as long as it takes. */
export function patientRedisOptions(url: string) {
  return { ...sharedOptions, url, maxRetriesPerRequest: null }
}

/** Each queue and each lane has its own small pool; BullMQ makes its tables in the schema at first use. */
export function postgresOptions(
  settings: Extract<QueueSettings, { kind: 'postgres' }>,
  connectionsMax: number,
) {
  return {
    connectionString: settings.url,
    schema: settings.schema,
    migrate: true,
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'reelkeep-queue',
    keepAlive: true,
  }
}

type ErrorSource = { on(event: 'error', listener: (error: Error) => void): unknown }
type Pool = { on(event: 'connect', listener: (client: ErrorSource) => void): unknown }

/** A terminated backend raises `error` on a checked-out client too; without a listener it ends the process. */
export function listenToClients(pool: Pool, onError: (error: Error) => void): void {
  pool.on('connect', (client) => client.on('error', onError))
}
