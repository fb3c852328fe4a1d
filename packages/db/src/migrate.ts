// Forward only. Each file is one message to the server, and so one transaction: no part of it can run on another
// connection after the first one died, as a client-side transaction's could. A file that begins with "-- outside a
// transaction" builds and drops indexes while others write, statement by statement (docs/decisions/0005).
import postgres from 'postgres'
import {
  type IndexStep,
  type Migration,
  MigrationRefusal,
  readMigrations,
  repositoryMigrations,
} from './migration-file.ts'
import {
  holdTurn,
  isOurTurn,
  MigrationHeldUp,
  type MigrationPatience,
  runInTurn,
  usualPatience,
} from './migration-turn.ts'

export type MigrateOptions = {
  /** Absent: the repository's `migrations/`. A bundle has no repository and says where they are. */
  readonly directory?: string
  readonly patience?: MigrationPatience
}

export type MigrationPlan = {
  /** What would be applied, in order. */
  readonly pending: readonly string[]
  /** What the database has and this code has never heard of: newer code was here. */
  readonly unknown: readonly string[]
}

/** A file that failed; what was applied before it stays. */
export class MigrationFailure extends Error {
  override name = 'MigrationFailure'
  /** False: it ran statement by statement, and the next run begins it again. */
  readonly isUndone: boolean

  constructor({ name, steps }: Migration, cause: unknown) {
    super(`migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      // A lock that never came is not a database that is away, though both have the code.
      ...(cause instanceof MigrationHeldUp ? {} : { cause }),
    })
    this.isUndone = steps === null
  }
}

class TurnLost extends Error {
  override message = 'the connection that had its turn was lost'
}

const uniqueViolation = '23505'
/** The most that Postgres takes, 24 days: 0 would be no limit, but the driver leaves out what is 0. */
const longestMs = 2_147_483_647

/** Applies what is missing, in order, and answers its names. Any number of processes may run it at once. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const patience = options.patience ?? usualPatience
  return withMigrations(url, options, async ({ sql, ends }, migrations) => {
    await runInTurn(
      sql,
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
      patience,
    )
    return await applyMissing({ sql, ends }, migrations, patience)
  })
}

/** What `migrate` would apply; throws what it would refuse. Changes nothing. */
export async function planMigrations(url: string, options: MigrateOptions = {}): Promise<MigrationPlan> {
  return withMigrations(url, options, async ({ sql }, migrations) => {
    const [table] = await sql<
      [{ exists: boolean }]
    >`select to_regclass('schema_migrations') is not null as exists`
    const applied = table.exists ? await readApplied(sql) : new Map<string, string>()
    const known = new Set(migrations.map(({ name }) => name))
    return {
      pending: missingOf(migrations, applied).map(({ name }) => name),
      unknown: [...applied.keys()].filter((name) => !known.has(name)).sort(),
    }
  })
}

type Session = {
  readonly sql: postgres.Sql
  /** How many connections have ended: the driver opens another without a word, and a turn ends with its connection. */
  readonly ends: () => number
}

async function withMigrations<Answer>(
  url: string,
  options: MigrateOptions,
  act: (session: Session, migrations: readonly Migration[]) => Promise<Answer>,
): Promise<Answer> {
  const migrations = await readMigrations(options.directory ?? repositoryMigrations())
  let ends = 0
  const sql = postgres(url, {
    max: 1,
    onclose: () => {
      ends += 1
    },
    onnotice: () => undefined,
    connect_timeout: 10,
    // An index may take an hour, whatever limits the role has; the driver must not change the connection meanwhile.
    max_lifetime: null,
    connection: { statement_timeout: longestMs, lock_timeout: longestMs },
  })
  try {
    return await act({ sql, ends: () => ends }, migrations)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function applyMissing(
  session: Session,
  migrations: readonly Migration[],
  patience: MigrationPatience,
): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const [next] = missingOf(migrations, await readApplied(session.sql))
    if (next === undefined) return names
    if (await apply(session, next, patience)) names.push(next.name)
  }
}

/** False: another process applied it while this one waited for its turn. */
async function apply(session: Session, migration: Migration, patience: MigrationPatience): Promise<boolean> {
  const { sql } = session
  try {
    const { steps } = migration
    if (steps !== null) return await holdTurn(sql, patience, () => buildIndexes(session, migration, steps))
    await runInTurn(sql, `${record(migration)};\n${migration.text}`, patience)
    return true
  } catch (error) {
    if (isAppliedElsewhere(error)) return false
    throw new MigrationFailure(migration, error)
  }
}

/**
 * Whatever has the name of an index that is to be built is dropped first: what a killed run left is invalid, and nobody
 * can tell how far it came.
 */
async function buildIndexes(
  { sql, ends }: Session,
  migration: Migration,
  steps: readonly IndexStep[],
): Promise<boolean> {
  if ((await readApplied(sql)).has(migration.name)) return false
  const endsBefore = ends()
  if (!(await isOurTurn(sql))) throw new TurnLost()
  /**
   * No statement beside this one can be in its message, since it runs in no transaction. But between the look and the
   * sending nothing else is done here: a connection that was seen to end is not replaced, and what is written to one that
   * ended unseen fails with it.
   */
  const run = async (statement: string) => {
    if (ends() !== endsBefore) throw new TurnLost()
    await sql.unsafe(statement).simple()
  }
  for (const { does, index, statement } of steps) {
    if (does === 'create') await run(`drop index concurrently if exists ${index}`)
    await run(statement)
  }
  await run(record(migration))
  return true
}

/** Both values are checked against a pattern before they come here. */
function record({ name, checksum }: Migration): string {
  return `insert into schema_migrations (name, checksum) values ('${name}', '${checksum}')`
}

async function readApplied(sql: postgres.Sql): Promise<Map<string, string>> {
  const rows = await sql<{ name: string; checksum: string }[]>`select name, checksum from schema_migrations`
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

/** The files that are not applied, in order; names the database knows and we do not belong to newer code. */
function missingOf(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const newest = [...applied.keys()].sort().at(-1) ?? ''
  return migrations.filter(({ name, checksum }) => {
    const there = applied.get(name)
    if (there === undefined && name < newest) {
      throw new MigrationRefusal(
        `migration ${name} sorts before ${newest}, which is applied; give it a later number`,
      )
    }
    if (there !== undefined && there !== checksum) {
      throw new MigrationRefusal(
        `migration ${name} was changed after it was applied; restore it and add a new file`,
      )
    }
    return there === undefined
  })
}

function isAppliedElsewhere(error: unknown): boolean {
  return (
    error instanceof postgres.PostgresError &&
    error.code === uniqueViolation &&
    error.table_name === 'schema_migrations'
  )
}
