import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@reelkeep/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'

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
