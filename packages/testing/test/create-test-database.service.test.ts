import { openDatabase } from '@reelkeep/db'
import { expect, inject, test } from 'vitest'
import { aJob, createTestDatabase, insertBatch, insertJob, type TestDatabase } from '../src/index.ts'
import { restore } from '../src/template.ts'

/** What a test could see of what another has left. */
async function seenIn({ db }: TestDatabase) {
  const { sql } = db
  const tables = await sql<{ name: string; bytes: bigint }[]>`
    select relname as name, pg_relation_size(oid) as bytes from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') order by relname`
  const [seeds] = await sql`
    select (select jsonb_agg(o) from owners o) as owners, (select jsonb_agg(k) from api_keys k) as keys,
      (select jsonb_agg(s) from store_health s) as health, (select jsonb_agg(p) from stats_progress p) as progress`
  const sequences = await sql`select sequencename, last_value from pg_sequences order by 1`
  const statistics = await sql`select count(*) from pg_statistic where starelid >= 16384`
  return { tables, seeds, sequences, statistics }
}

test('a database that another test has filled is as new: rows, seeds, sequences, statistics, lengths', async () => {
  await using fresh = await createTestDatabase()
  const expected = await seenIn(fresh)
  const use = async () => {
    await using used = await createTestDatabase()
    const { sql } = used.db
    const { id } = await insertBatch(used.db, { budgetTicks: 5n })
    await insertJob(used.db, aJob({ state: 'failed', batchId: id }))
    await sql`update api_keys set name = 'another'`
    await sql`update store_health set failing_since = now(), failed_at = now()`
    await sql`insert into owners (id, name) values ('another', 'another')`
    await sql`select nextval('failures_id_seq')`
    await sql`analyze`
    expect(await seenIn(used)).not.toEqual(expected)
    return used.url
  }
  const url = await use()
  await using again = await createTestDatabase()
  expect(await seenIn(again)).toEqual(expected)
  expect(again.url).not.toBe(url)
})

test.each([
  'alter table jobs add column another int',
  'drop index jobs_newest',
  'alter table jobs disable trigger jobs_edge_allowed',
  'alter table jobs alter column prompt drop not null',
  'alter this database set lock_timeout = 100',
  'alter this database set default_transaction_read_only = on',
  'alter sequence failures_id_seq increment 2',
  'create table another (id int)',
  "create table job_events_2001_01 partition of job_events for values from ('2001-01-01') to ('2001-02-01')",
  "create function another() returns int language sql as 'select 1'",
])('no other test gets a database after “%s”', async (statement) => {
  const { template } = inject('services').postgres
  await using database = await createTestDatabase()
  expect(await restore(database.url, template)).toBe(true)
  await database.db.sql.unsafe(statement.replace('this database', `database ${database.name}`))
  expect(await restore(database.url, template)).toBe(false)
})

test('whoever is left connected is thrown out and cannot come back', async () => {
  const leave = async () => {
    await using used = await createTestDatabase()
    const left = openDatabase({ url: used.url, maxConnections: 1, applicationName: 'left' })
    await left.sql`select 1`
    return left
  }
  const stranger = await leave()
  try {
    await expect(stranger.sql`select 1`).rejects.toThrow()
    await expect(stranger.sql`select 1`).rejects.toThrow('does not exist')
  } finally {
    await stranger.close()
  }
})
