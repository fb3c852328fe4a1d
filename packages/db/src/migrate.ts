// Forward only. Each file is one message to the server, and so one transaction: no part of it can run on another
// connection after the first one died, as a client-side transaction's could.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'

export type MigrateOptions = {
  /** Absent: the repository's `migrations/`. A bundle has no repository and says where they are. */
  readonly directory?: string
}

export type MigrationPlan = {
  /** What would be applied, in order. */
  readonly pending: readonly string[]
  /** What the database has and this code has never heard of: newer code was here. */
  readonly unknown: readonly string[]
}

type Migration = { readonly name: string; readonly text: string; readonly checksum: string }

const migrationLock = 7_261_001
const fileName = /^\d{4}_[a-z0-9_]+\.sql$/
const uniqueViolation = '23505'

/** Applies what is missing, in order, and answers its names. Any number of processes may run it at once. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  return withMigrations(url, options, async (sql, migrations) => {
    await runAlone(
      sql,
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    return await applyMissing(sql, migrations)
  })
}

/** What `migrate` would apply; throws what it would refuse. Changes nothing. */
export async function planMigrations(url: string, options: MigrateOptions = {}): Promise<MigrationPlan> {
  return withMigrations(url, options, async (sql, migrations) => {
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

async function withMigrations<Answer>(
  url: string,
  options: MigrateOptions,
  act: (sql: postgres.Sql, migrations: readonly Migration[]) => Promise<Answer>,
): Promise<Answer> {
  const migrations = await readMigrations(options.directory ?? repositoryMigrations())
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    return await act(sql, migrations)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function applyMissing(sql: postgres.Sql, migrations: readonly Migration[]): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const [next] = missingOf(migrations, await readApplied(sql))
    if (next === undefined) return names
    if (await apply(sql, next)) names.push(next.name)
  }
}

/** False: another process applied it while this one waited for the lock. */
async function apply(sql: postgres.Sql, { name, text, checksum }: Migration): Promise<boolean> {
  try {
    // Both values are checked against a pattern before they come here.
    await runAlone(
      sql,
      `insert into schema_migrations (name, checksum) values ('${name}', '${checksum}');\n${text}`,
    )
    return true
  } catch (error) {
    if (isAppliedElsewhere(error)) return false
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

function runAlone(sql: postgres.Sql, statements: string): Promise<unknown> {
  return sql.unsafe(`select pg_advisory_xact_lock(${migrationLock});\n${statements}`).simple()
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

/** The files and the database do not fit each other, and nothing was done. */
export class MigrationRefusal extends Error {
  override name = 'MigrationRefusal'
}

function isAppliedElsewhere(error: unknown): boolean {
  return (
    error instanceof postgres.PostgresError &&
    error.code === uniqueViolation &&
    error.table_name === 'schema_migrations'
  )
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  if (names.length === 0) throw new Error(`no migrations in ${directory}`)
  return Promise.all(
    names.map(async (name) => {
      if (!fileName.test(name)) throw new Error(`migration ${name} must be named like 0007_add_due_at.sql`)
      const text = await readFile(`${directory}/${name}`, 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

export function repositoryMigrations(): string {
  return fileURLToPath(new URL('../../../migrations', import.meta.url))
}
