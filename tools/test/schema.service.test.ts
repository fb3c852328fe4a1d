import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDatabase } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { dumpSchema, schemaFile } from '../generate-schema.ts'

test('schema.sql is what the migrations make of an empty database (else: node tools/generate-schema.ts)', async () => {
  await using database = await createTestDatabase()
  const text = await readFile(join(import.meta.dirname, '../..', schemaFile), 'utf8')
  expect(await dumpSchema(database.db.sql)).toBe(text)
})

test('every kind of change to the schema shows in it', async () => {
  await using database = await createTestDatabase()
  const { sql } = database.db
  const seen = [await dumpSchema(sql)]
  for (const change of [
    'create table things (id bigint)',
    "comment on table things is 'a comment'",
    'alter table things add column name text',
    'alter table things alter column name set not null',
    "alter table things alter column name set default 'none'",
    'alter table things alter column name type text collate "C"',
    'alter table things add column twice bigint generated always as (id * 2) stored',
    'alter table things alter column id set not null',
    'alter table things alter column id add generated always as identity',
    "comment on column things.name is 'a comment'",
    'alter table things add primary key (id)',
    "alter table things add constraint things_named check (name <> '')",
    'alter table things set (fillfactor = 70)',
    'create index things_by_name on things (name) where id > 5',
    "comment on index things_by_name is 'a comment'",
    'create statistics things_together on id, name from things',
    "create function touch() returns trigger language plpgsql as 'begin return new; end'",
    'create trigger things_touched before update on things for each row execute function touch()',
    "comment on trigger things_touched on things is 'a comment'",
    "comment on function touch() is 'a comment'",
    'grant select on things to pg_monitor',
    'alter table things disable trigger things_touched',
    "create or replace function touch() returns trigger language plpgsql as 'begin return old; end'",
    'create view named as select name from things',
    "create type mood as enum ('good')",
    'create sequence counter',
    'drop trigger things_touched on things',
  ]) {
    await sql.unsafe(change)
    const now = await dumpSchema(sql)
    expect(seen.includes(now) ? change : null).toBeNull()
    seen.push(now)
  }
})
