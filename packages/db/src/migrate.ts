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

type Migration = { readonly name: string; readonly text: string; readonly checksum: string }

const migrationLock = 7_261_001
const fileName = /^\d{4}_[a-z0-9_]+\.sql$/
const uniqueViolation = '23505'

/** Applies what is missing, in order, and answers its names. Any number of processes may run it at once. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.directory ?? repositoryMigrations())
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await runAlone(
      sql,
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    return await applyMissing(sql, migrations)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function applyMissing(sql: postgres.Sql, migrations: readonly Migration[]): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const next = nextOf(migrations, await readApplied(sql))
    if (next === null) return names
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

/** The first file that is not applied; names the database knows and we do not belong to newer code. */
function nextOf(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration | null {
  const newest = [...applied.keys()].sort().at(-1) ?? ''
  for (const migration of migrations) {
    const checksum = applied.get(migration.name)
    if (checksum === undefined) {
      if (migration.name < newest) {
        throw new Error(
          `migration ${migration.name} sorts before ${newest}, which is applied; give it a later number`,
        )
      }
      return migration
    }
    if (checksum !== migration.checksum) {
      throw new Error(
        `migration ${migration.name} was changed after it was applied; restore it and add a new file`,
      )
    }
  }
  return null
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
