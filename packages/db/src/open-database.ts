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
  /** For what people search for: each statement is planned for its own words, on connections opened at its first use. */
  readonly searchSql: Sql
  close(): Promise<void>
}

const connectTimeoutS = 5
const closeTimeoutS = 5
const largeConnections = 2
const searchConnections = 6

export function openDatabase(settings: DatabaseSettings): Database {
  const deadlines = settings.deadlines ?? workerDeadlines
  const usual = openPool(settings, deadlines)
  const large = openPool({ ...settings, maxConnections: largeConnections }, largeDeadlines)
  const search = openPool(
    { ...settings, maxConnections: Math.min(settings.maxConnections, searchConnections) },
    deadlines,
    { plan_cache_mode: 'force_custom_plan' },
  )
  return {
    sql: usual.sql,
    largeSql: large.sql,
    searchSql: search.sql,
    close: async () => {
      await Promise.all([usual.close(), large.close(), search.close()])
    },
  }
}

type ServerSettings = { readonly plan_cache_mode?: 'force_custom_plan' }

function openPool(settings: DatabaseSettings, deadlines: DatabaseDeadlines, server: ServerSettings = {}) {
  const { waitMs, silenceMs } = deadlines
  const watch = createSocketWatch(silenceMs)
  const sql = connect(settings, { deadlines, server, watch })
  return {
    sql: limitWaiting(sql, { connections: settings.maxConnections, waitMs }),
    close: async () => {
      await sql.end({ timeout: closeTimeoutS })
      watch.close()
    },
  }
}

function connect(
  settings: DatabaseSettings,
  {
    deadlines,
    server,
    watch,
  }: {
    readonly deadlines: DatabaseDeadlines
    readonly server: ServerSettings
    readonly watch: SocketWatch
  },
): Sql {
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
      // Groups by many columns are few, which the planner cannot know: it would sort a hundred thousand rows to be spared a
      // table that it takes for too large (1.4 s against 0.3 for what fifty batches come to).
      hash_mem_multiplier: 8,
      // Who asks waits for one processor, and others for theirs; workers cost more to start than most statements take.
      max_parallel_workers_per_gather: 0,
      TimeZone: 'UTC',
      ...server,
    },
    socket: watch.connect,
  }
  return postgres(settings.url, options)
}
