import { createConnectGuard, openImageLinkChecker, openStore } from '@reelkeep/archive'
import { callerDeadlines, ensureGates, openDatabase } from '@reelkeep/db'
import { openProducer } from '@reelkeep/queue'
import { buildApp } from './app.ts'
import type { ApiConfig } from './config.ts'
import type { App } from './deps.ts'
import { openLog } from './log.ts'

export type RunningApi = {
  /** Where it listens, with the port that was really taken. */
  readonly url: string
  stop(): Promise<void>
}

const databaseConnections = 10
/** The row is committed before it is rung for, and admission looks by itself every second. */
const ringPatienceMs = 500

/** Opens what the config names, and serves until `stop`. */
export async function start(config: ApiConfig): Promise<RunningApi> {
  const log = openLog(config.logLevel)
  const clock = { now: () => new Date() }
  const db = openDatabase({
    url: config.database.url,
    maxConnections: databaseConnections,
    applicationName: 'reelkeep-api',
    deadlines: callerDeadlines,
  })
  const producer = openProducer(config.queue, { clock, onError: () => undefined, patienceMs: ringPatienceMs })
  const store = openStore(config.store)
  const imageLinks = openImageLinkChecker(createConnectGuard(config))
  const closeAll = async () => {
    await Promise.allSettled([producer.close(), db.close(), imageLinks.close()])
    store.close()
  }
  try {
    const app = await buildApp(
      { db, producer, store, imageLinks, upstreams: config.upstreams, config, clock },
      log,
    )
    await prepareGates()
    const url = await listen(app, config)
    log.info({ host: config.host, port: new URL(url).port }, 'api listens')
    return {
      url,
      stop: async () => {
        await app.close()
        await closeAll()
        log.info('api stopped')
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }

  /** The worker makes them too. A database that is away now is no reason not to start: readiness says so. */
  async function prepareGates(): Promise<void> {
    const limits = config.upstreams.map(({ rules }) => ({
      upstream: rules.name,
      maxInFlight: rules.maxInFlight,
      requestsPerMinute: rules.requestsPerMinute,
      speed: rules.speed,
      maxOverdue: rules.maxOverdue,
    }))
    await ensureGates(db, limits).catch((error: unknown) =>
      log.warn({ error }, 'gates could not be prepared'),
    )
  }
}

async function listen(app: App, { host, port }: ApiConfig): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw listenError(error, host, port)
  }
  const address = app.server.address()
  const taken = address !== null && typeof address === 'object' ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'EADDRINUSE':
      return new Error(
        `PORT ${port} is taken by another program on ${host}; stop that one (find it with "ss -ltnp sport = :${port}"), or start with PORT set to a free one`,
        { cause: error },
      )
    case 'EACCES':
      return new Error(`PORT ${port} needs rights that this user lacks; set PORT to one above 1023`, {
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0 (found "${host}")`,
        {
          cause: error,
        },
      )
    default:
      return error
  }
}
