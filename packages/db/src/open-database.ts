// The one place that opens connections. No transaction is ever begun on them: every write is one statement, because a
// postgres.js transaction whose connection dies can run its tail in autocommit on another one (DESIGN.md, decision 1).
import postgres from 'postgres'
import { arrayTypes } from './array-types.ts'
import { type DatabaseDeadlines, largeDeadlines, workerDeadlines } from './deadlines.ts'
import { limitWaiting } from './limit-waiting.ts'
import { createSocketWatch, type SocketWatch } from './socket-watch.ts'

export type DatabaseSettings = {
  readonly url: string
  readonly maxConnections: number
  readonly applicationName: string
  /** Absent: a worker's. */
  readonly deadlines?: DatabaseDeadlines
}

/** int8 comes as bigint, timestamptz as Date, jsonb parsed, arrays as arrays. */
export type Sql = postgres.Sql<{ bigint: bigint }>

export type Database = {
  readonly sql: Sql
  /** For the rare statement that takes minutes: connections of its own, opened at its first use. */
  readonly largeSql: Sql
  close(): Promise<void>
}

const connectTimeoutS = 5
const closeTimeoutS = 5
const largeConnections = 2

export function openDatabase(settings: DatabaseSettings): Database {
  const usual = openPool(settings, settings.deadlines ?? workerDeadlines)
  const large = openPool({ ...settings, maxConnections: largeConnections }, largeDeadlines)
  return {
    sql: usual.sql,
    largeSql: large.sql,
    close: async () => {
      await Promise.all([usual.close(), large.close()])
    },
  }
}

function openPool(settings: DatabaseSettings, deadlines: DatabaseDeadlines) {
  const { waitMs, silenceMs } = deadlines
  const watch = createSocketWatch(silenceMs)
  const sql = connect(settings, deadlines, watch)
  return {
    sql: limitWaiting(sql, { connections: settings.maxConnections, waitMs }),
    close: async () => {
      await sql.end({ timeout: closeTimeoutS })
      watch.close()
    },
  }
}

function connect(settings: DatabaseSettings, deadlines: DatabaseDeadlines, watch: SocketWatch): Sql {
  const options = {
    max: settings.maxConnections,
    connect_timeout: connectTimeoutS,
    // Idle ones leave politely, long before they are taken for dead.
    ...(deadlines.silenceMs > 0 ? { idle_timeout: deadlines.silenceMs / 2_000 } : {}),
    // One statement per connection: behind one that waits for a lock, others would wait where they cannot be given up.
    max_pipeline: 0,
    types: { bigint: postgres.BigInt, ...arrayTypes },
    fetch_types: false,
    onnotice: () => undefined,
    // A restarted server is back within a second; the default waits up to ten minutes between tries.
    backoff: (retries: number) => Math.min(0.1 * 2 ** retries, 2),
    connection: {
      application_name: settings.applicationName,
      statement_timeout: deadlines.statementMs,
      lock_timeout: deadlines.lockMs,
      // Our statements are short; compiling one costs more than running it.
      jit: 'off' as const,
      // Rows by key are to be had by index even while a table is small: such a plan is kept while the table grows.
      random_page_cost: 1.1,
      TimeZone: 'UTC',
    },
    socket: watch.connect,
  }
  return postgres(settings.url, options)
}
