import { createTestDatabase, type TestDatabase } from '@reelkeep/testing'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../src/index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database[Symbol.asyncDispose]())

type Column = { readonly name: string; readonly type: string; readonly isRequired: boolean }

test('the schema in code and the migrated catalog say the same, column by column, both ways', async () => {
  expect(inCode()).toEqual(await inCatalog())
})

function inCode(): Record<string, Column[]> {
  const tables = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [getTableConfig(value)] : []))
  return Object.fromEntries(
    tables.map(({ name, columns, primaryKeys }) => {
      const keyed = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)))
      return [
        name,
        columns.map((column) => ({
          name: column.name,
          type: column.getSQLType(),
          isRequired: column.notNull || column.primary || keyed.has(column.name),
        })),
      ]
    }),
  )
}

async function inCatalog(): Promise<Record<string, Column[]>> {
  const rows = await database.db.sql<({ table: string } & Column)[]>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as "isRequired"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'schema_migrations'
    order by c.relname, a.attnum`
  const tables: Record<string, Column[]> = {}
  for (const { table, ...column } of rows) {
    tables[table] ??= []
    tables[table].push(column)
  }
  return tables
}
