import { randomUUID } from 'node:crypto'
import { type Database, openDatabase } from '@reelkeep/db'
import postgres from 'postgres'
import { inject } from 'vitest'
import { databaseUrl } from './database-url.ts'
import './services.ts'
import { restore } from './template.ts'

export type TestDatabase = {
  readonly url: string
  readonly name: string
  readonly db: Database
  [Symbol.asyncDispose](): Promise<void>
}

export type TestDatabaseOptions = {
  /** Absent: 10. */
  readonly maxConnections?: number
}

/** Restored ones under names that nobody has heard yet: to clone one costs ten times as much. */
const restored: string[] = []
let server: postgres.Sql | null = null

/** A migrated, empty database of the test's own; nothing of it, and nobody connected to it, outlives the test. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url: serverUrl } = inject('services').postgres
  const name = restored.pop() ?? (await clone())
  const url = databaseUrl(serverUrl, name)
  const db = openDatabase({ url, maxConnections: options.maxConnections ?? 10, applicationName: 'test' })
  return {
    url,
    name,
    db,
    async [Symbol.asyncDispose]() {
      await db.close()
      await giveBack(name)
    },
  }
}

async function clone(): Promise<string> {
  const name = newName()
  const sql = asServer()
  await sql`create database ${sql(name)} template ${sql(inject('services').postgres.template.name)}`
  return name
}

/** Whoever is still connected is thrown out, and never finds it again. */
async function giveBack(former: string): Promise<void> {
  const sql = asServer()
  const name = newName()
  await sql`select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = ${former}`
  const { url, template } = inject('services').postgres
  const isRenamed = await sql`alter database ${sql(former)} rename to ${sql(name)}`.then(
    () => true,
    (error) => {
      // Somebody has connected again in between.
      if (error instanceof postgres.PostgresError && error.code === '55006') return false
      throw error
    },
  )
  if (isRenamed && (await restore(databaseUrl(url, name), template))) restored.push(name)
  else await sql`drop database if exists ${sql(isRenamed ? name : former)} with (force)`
}

function newName(): string {
  return `test_${randomUUID().replaceAll('-', '')}`
}

/** One connection for as long as its process runs tests. */
function asServer(): postgres.Sql {
  server ??= postgres(inject('services').postgres.url, {
    max: 1,
    fetch_types: false,
    onnotice: () => undefined,
  })
  return server
}
