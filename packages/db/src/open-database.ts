// The one place that opens connections. No transaction is ever begun on them: every write is one statement, because a
// postgres.js transaction whose connection dies can run its tail in autocommit on another one (DESIGN.md, decision 1).
import postgres from 'postgres'

export type DatabaseSettings = {
  readonly url: string
  readonly maxConnections: number
  readonly applicationName: string
  /** A statement running longer is ended by the server. Absent: 30 seconds. 0: never, for exports. */
  readonly statementTimeoutMs?: number
}

/** int8 comes as bigint, timestamptz as Date, jsonb parsed, arrays as arrays. */
export type Sql = postgres.Sql<{ bigint: bigint }>

export type Database = {
  readonly sql: Sql
  close(): Promise<void>
}

const connectTimeoutS = 5
const lockTimeoutMs = 10_000
const closeTimeoutS = 5

export function openDatabase(settings: DatabaseSettings): Database {
  const sql = postgres(settings.url, {
    max: settings.maxConnections,
    connect_timeout: connectTimeoutS,
    types: { bigint: postgres.BigInt },
    onnotice: () => undefined,
    // A restarted server is back within a second; the default waits up to ten minutes between tries.
    backoff: (retries) => Math.min(0.1 * 2 ** retries, 2),
    connection: {
      application_name: settings.applicationName,
      statement_timeout: settings.statementTimeoutMs ?? 30_000,
      lock_timeout: lockTimeoutMs,
      // Our statements are short; compiling one costs more than running it.
      jit: 'off',
      // Rows by key are to be had by index even while a table is small: such a plan is kept while the table grows.
      random_page_cost: 1.1,
      TimeZone: 'UTC',
    },
  })
  return { sql, close: () => sql.end({ timeout: closeTimeoutS }) }
}
