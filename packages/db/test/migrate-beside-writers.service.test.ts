import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase, waitUntil } from '@reelkeep/testing'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'
import { isDatabaseAway } from '../src/is-database-away.ts'

const migrateMain = join(import.meta.dirname, '../src/migrate-main.ts')
const created = 'create unique index concurrently clips_by_name on clips (name);'

let database: TestDatabase
let directory: string
/** A person or a worker with a transaction, which the migrator has to live with. */
let other: postgres.Sql

beforeEach(async () => {
  database = await createTestDatabase()
  await database.db.sql`drop schema public cascade`
  await database.db.sql`create schema public`
  directory = await mkdtemp(join(tmpdir(), 'reelkeep-migrations-'))
  other = postgres(database.url, { max: 1, onnotice: () => undefined })
  await file('0000_clips.sql', "create table clips (name text); insert into clips values ('first');")
  await migrate(database.url, { directory })
})
afterEach(async () => {
  await other.end()
  await database[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

function file(name: string, text: string): Promise<void> {
  return writeFile(join(directory, name), text)
}

/** The migrator's backend while it waits for a lock; null while it does not. */
async function waiting(): Promise<number | null> {
  const [row] = await database.db.sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and (query like 'create %' or query like '%alter table%')`
  return row?.pid ?? null
}

const untilItWaits = () => waitUntil(waiting, { what: 'the migrator to wait for a lock' })

async function isValid(): Promise<boolean | null> {
  const [row] = await database.db.sql<{ is_valid: boolean }[]>`
    select indisvalid as is_valid from pg_index where indexrelid = to_regclass('clips_by_name')`
  return row?.is_valid ?? null
}

async function applied(): Promise<string[]> {
  const rows = await database.db.sql<{ name: string }[]>`select name from schema_migrations order by name`
  return rows.map(({ name }) => name)
}

test('an index is built while others write, and holds what they wrote', async () => {
  await file('0001_index.sql', `-- outside a transaction: clips are many\n${created}`)
  await other`begin`
  await other`insert into clips values ('begun before')`
  const migrated = migrate(database.url, { directory })
  await untilItWaits()
  // Behind a plain "create index" that waits like this, it would wait too.
  await database.db.sql`insert into clips values ('meanwhile')`
  expect(await isValid()).toBe(false)
  await other`commit`
  expect(await migrated).toEqual(['0001_index.sql'])
  expect(await isValid()).toBe(true)
  await expect(database.db.sql`insert into clips values ('meanwhile')`).rejects.toThrow('clips_by_name')
})

test('an index takes as long as it takes, whatever limit the database sets', async () => {
  await file('0001_index.sql', `-- outside a transaction\n${created}`)
  await other`begin`
  await other`insert into clips values ('begun before')`
  const [{ name }] = await database.db.sql<[{ name: string }]>`select current_database() as name`
  await database.db.sql.unsafe(`alter database ${name} set statement_timeout = 100`)
  await database.db.sql.unsafe(`alter database ${name} set lock_timeout = 100`)
  const migrated = migrate(database.url, { directory })
  // Told after the commit, so that a failure before it is not one of nobody.
  const answer = migrated.catch((error: unknown) => error)
  await untilItWaits()
  await other`select pg_sleep(0.5)`
  await other`commit`
  expect(await answer).toEqual(['0001_index.sql'])
})

test('two migrators at once build an index once, and the one that waits is not waited for', async () => {
  await file('0001_index.sql', `-- outside a transaction\n${created}`)
  await file('0002_more.sql', 'create table more (id int);')
  await other`begin`
  await other`insert into clips values ('begun before')`
  // A second try would hide that the two had waited for each other.
  const patience = { lockTimeoutMs: 10_000, tries: 1, pauseMs: 0 }
  const both = [migrate(database.url, { directory, patience })]
  await untilItWaits()
  both.push(migrate(database.url, { directory, patience }))
  await waitUntil(
    async () => {
      const rows = await database.db.sql`
        select from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like '%advisory%'`
      return rows.length > 0
    },
    { what: 'the other migrator to ask for its turn' },
  )
  await other`commit`
  const names = await Promise.all(both)
  expect(names.flat().sort()).toEqual(['0001_index.sql', '0002_more.sql'])
  expect(await isValid()).toBe(true)
})

test('an index whose build was cut off is dropped and built again by the next run', async () => {
  await file('0001_index.sql', `-- outside a transaction\n${created}`)
  await other`begin`
  await other`insert into clips values ('begun before')`
  const cut = migrate(database.url, { directory }).catch((error: unknown) => error)
  await database.db.sql`select pg_terminate_backend(${await untilItWaits()})`
  expect(await cut).toMatchObject({ name: 'MigrationFailure', isUndone: false })
  await other`commit`
  expect([await isValid(), await applied()]).toEqual([false, ['0000_clips.sql']])
  expect(await migrate(database.url, { directory })).toEqual(['0001_index.sql'])
  expect(await isValid()).toBe(true)
})

test('a killed migrator whose server builds on is waited for, and its index not built beside it', async () => {
  await file('0001_index.sql', `-- outside a transaction\n${created}`)
  await other`begin`
  await other`insert into clips values ('begun before')`
  const killed = spawn(process.execPath, [migrateMain, directory], {
    env: { ...process.env, DATABASE_URL: database.url },
    stdio: 'ignore',
  })
  const builds = await untilItWaits()
  killed.kill('SIGKILL')
  await once(killed, 'close')
  const next = migrate(database.url, { directory })
  expect(await waiting()).toBe(builds)
  await other`commit`
  expect(await next).toEqual(['0001_index.sql'])
  expect(await isValid()).toBe(true)
})

test('a migration that waits for a lock gives way to writers, and is tried until it gets it', async () => {
  await file('0001_more.sql', 'alter table clips add column bytes bigint;')
  await other`begin`
  await other`select from clips`
  const patience = { lockTimeoutMs: 300, tries: 1_000, pauseMs: 300 }
  const migrated = migrate(database.url, { directory, patience })
  await untilItWaits()
  await waitUntil(async () => (await waiting()) === null, { what: 'the migrator to give way' })
  await database.db.sql`insert into clips values ('meanwhile')`
  expect(await applied()).toEqual(['0000_clips.sql'])
  await untilItWaits()
  await other`commit`
  expect(await migrated).toEqual(['0001_more.sql'])
})

test('a lock that never comes ends the run with words, nothing of the file, and no talk of a database away', async () => {
  await file('0001_more.sql', 'create table more (id int); alter table clips add column bytes bigint;')
  await other`begin`
  await other`select from clips`
  const patience = { lockTimeoutMs: 50, tries: 2, pauseMs: 10 }
  const error = await migrate(database.url, { directory, patience }).catch((thrown: unknown) => thrown)
  await other`commit`
  expect(String(error)).toContain('0001_more.sql failed: a lock it needs was held by others')
  expect([isDatabaseAway(error), await applied()]).toEqual([false, ['0000_clips.sql']])
  expect(await migrate(database.url, { directory, patience })).toEqual(['0001_more.sql'])
})

test('outside a transaction only that is run which can be begun again', async () => {
  for (const statement of [
    'alter table clips add column bytes bigint;',
    'create index clips_by_name on clips (name);',
    'create index concurrently if not exists clips_by_name on clips (name);',
    `${created} insert into clips values ('twice');`,
  ]) {
    await file('0001_more.sql', `-- outside a transaction\n${statement}\n`)
    await expect(migrate(database.url, { directory })).rejects.toMatchObject({
      name: 'MigrationRefusal',
      message: expect.stringContaining('0001_more.sql runs outside a transaction and may hold only'),
    })
  }
  expect([await applied(), await isValid()]).toEqual([['0000_clips.sql'], null])
})
