import { randomUUID } from 'node:crypto'
import { type Database, openDatabase } from '@reelkeep/db'
import postgres from 'postgres'
import { inject } from 'vitest'
import { databaseUrl } from './database-url.ts'
import './services.ts'

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

/** A migrated, empty database of the test's own, cloned in milliseconds and dropped at the end. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url: serverUrl, template } = inject('services').postgres
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asServer(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`)
  const url = databaseUrl(serverUrl, name)
  const db = openDatabase({ url, maxConnections: options.maxConnections ?? 10, applicationName: 'test' })
  return {
    url,
    name,
    db,
    async [Symbol.asyncDispose]() {
      await db.close()
      await asServer(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`)
    },
  }
}

async function asServer(url: string, run: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await run(sql)
  } finally {
    await sql.end()
  }
}
