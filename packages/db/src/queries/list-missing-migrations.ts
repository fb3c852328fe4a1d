import { readdir } from 'node:fs/promises'
import { repositoryMigrations } from '../migration-file.ts'
import type { Database } from '../open-database.ts'

/** Names of the migrations that this code needs and the database does not have. Null: the repository's own folder. */
export async function listMissingMigrations({ sql }: Database, directory: string | null): Promise<string[]> {
  const names = (await readdir(directory ?? repositoryMigrations()))
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const [table] = await sql<
    [{ exists: boolean }]
  >`select to_regclass('schema_migrations') is not null as exists`
  if (!table.exists) return names
  const rows = await sql<{ name: string }[]>`select name from schema_migrations`
  const applied = new Set(rows.map((row) => row.name))
  return names.filter((name) => !applied.has(name))
}

/** Names that the database has and this code has never heard of: newer code was here. Null: as above. */
export async function listUnknownMigrations({ sql }: Database, directory: string | null): Promise<string[]> {
  const known = new Set(await readdir(directory ?? repositoryMigrations()))
  const rows = await sql<{ name: string }[]>`select name from schema_migrations order by name limit 10000`
  return rows.map(({ name }) => name).filter((name) => !known.has(name))
}
