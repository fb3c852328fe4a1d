import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'
import { type MigrateOrder, runMigrate } from '../src/run-migrate.ts'

const shipped = join(import.meta.dirname, '../../../migrations')

let database: TestDatabase
let directory: string
beforeEach(async () => {
  database = await createTestDatabase()
  await database.db.sql`drop schema public cascade`
  await database.db.sql`create schema public`
  directory = await mkdtemp(join(tmpdir(), 'reelkeep-migrations-'))
})
afterEach(async () => {
  await database[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

async function tables(): Promise<string[]> {
  const rows = await database.db.sql<{ tablename: string }[]>`
    select tablename from pg_tables where schemaname = 'public' order by tablename`
  return rows.map(({ tablename }) => tablename)
}

test('applies everything once, in order, and nothing the second time', async () => {
  const names = (await readdir(shipped)).filter((name) => name.endsWith('.sql')).sort()
  expect(await migrate(database.url)).toEqual(names)
  expect(await migrate(database.url)).toEqual([])
})

test('two processes at once share the work without doing any of it twice', async () => {
  const names = (await readdir(shipped)).filter((name) => name.endsWith('.sql')).sort()
  const [first = [], second = []] = await Promise.all([migrate(database.url), migrate(database.url)])
  expect([...first, ...second].sort()).toEqual(names)
})

test('refuses a file that was changed after it was applied', async () => {
  await cp(shipped, directory, { recursive: true })
  await migrate(database.url, { directory })
  await writeFile(join(directory, '0000_create_owners_and_keys.sql'), 'select 1')
  await expect(migrate(database.url, { directory })).rejects.toThrow(
    '0000_create_owners_and_keys.sql was changed',
  )
})

test('refuses a new file that sorts before an applied one', async () => {
  await writeFile(join(directory, '0002_second.sql'), 'create table second (id int);')
  await migrate(database.url, { directory })
  await writeFile(join(directory, '0001_first.sql'), 'create table first (id int);')
  await expect(migrate(database.url, { directory })).rejects.toThrow('sorts before')
})

test('leaves nothing of a file that fails half way, and applies it once mended', async () => {
  await writeFile(join(directory, '0000_broken.sql'), 'create table half (id int); select 1 / 0;')
  await expect(migrate(database.url, { directory })).rejects.toThrow(
    '0000_broken.sql failed: division by zero',
  )
  expect(await tables()).toEqual(['schema_migrations'])
  await writeFile(join(directory, '0000_broken.sql'), 'create table half (id int);')
  expect(await migrate(database.url, { directory })).toEqual(['0000_broken.sql'])
})

test('leaves alone what newer code has applied', async () => {
  await migrate(database.url)
  await database.db
    .sql`insert into schema_migrations (name, checksum) values ('9999_from_the_future.sql', 'x')`
  expect(await migrate(database.url)).toEqual([])
})

test('names must say what they do', async () => {
  await writeFile(join(directory, '1_x.sql'), 'select 1')
  await expect(migrate(database.url, { directory })).rejects.toThrow('must be named like')
})

/** `reelkeep migrate` with these options, against the test's own database unless another is named. */
function command(order: Partial<MigrateOrder> = {}, url = database.url) {
  return runMigrate(
    { directory, isDryRun: false, allowsNewer: false, json: false, ...order },
    { DATABASE_URL: url },
  )
}

test('a dry run names what is missing in order and changes nothing, not even where nothing was ever applied', async () => {
  await writeFile(join(directory, '0001_first.sql'), 'create table first (id int);')
  await writeFile(join(directory, '0002_second.sql'), 'create table second (id int);')
  const looked = await command({ isDryRun: true })
  expect(looked).toEqual({
    code: 0,
    out: 'would apply 0001_first.sql\nwould apply 0002_second.sql\n2 migrations to apply; nothing was changed',
    err: '',
  })
  expect(await tables()).toEqual([])
  expect(await command()).toMatchObject({ code: 0, out: 'applied 0001_first.sql\napplied 0002_second.sql' })
  expect(JSON.parse((await command({ isDryRun: true, json: true })).out)).toEqual({
    object: 'migration',
    dry_run: true,
    applied: [],
    pending: [],
    unknown: [],
  })
  expect((await command()).out).toBe('nothing to migrate')
})

test('a database newer than the code is refused with what it has, and nothing is applied', async () => {
  await writeFile(join(directory, '0001_first.sql'), 'create table first (id int);')
  await command()
  await database.db.sql`insert into schema_migrations (name, checksum) values ('0002_newer.sql', 'x')`
  for (const order of [{}, { isDryRun: true }]) {
    const refused = await command(order)
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toContain('the database is newer than this code')
    expect(refused.err).toContain('0002_newer.sql')
  }
  expect(await command({ allowsNewer: true })).toEqual({
    code: 0,
    out: 'not known to this code, left alone: 0002_newer.sql\nnothing to migrate',
    err: '',
  })
  // Between what newer code applied nothing can be put, whoever allows it.
  await writeFile(join(directory, '0001_second.sql'), 'create table second (id int);')
  expect(await command({ allowsNewer: true })).toMatchObject({ code: 2, out: '' })
  expect(await tables()).toEqual(['first', 'schema_migrations'])
})

test('what is wrong with the address, with a file, or with the line to Postgres has its own exit code', async () => {
  await writeFile(join(directory, '0001_first.sql'), 'select 1 / 0;')
  const broken = await command()
  expect(broken).toMatchObject({ code: 1, out: '' })
  expect(broken.err).toContain('migration 0001_first.sql failed: division by zero')
  const elsewhere = new URL(database.url)
  elsewhere.pathname = '/not_there'
  const unknown = await command({}, elsewhere.href)
  expect(unknown).toMatchObject({ code: 2, out: '' })
  expect(unknown.err).toMatch(/DATABASE_URL is refused by Postgres at .*not_there.*does not exist/)
  const away = await command({}, 'postgres://somebody:hidden@127.0.0.1:1/reelkeep')
  expect(away).toMatchObject({ code: 3, out: '' })
  expect(away.err).toContain('Cannot reach Postgres at 127.0.0.1:1')
  expect(away.err).not.toContain('hidden')
  expect((await command({}, '')).err).toContain('DATABASE_URL is missing')
})
