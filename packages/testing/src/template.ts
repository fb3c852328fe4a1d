// The migrated database that every test's own is cloned from, and how one that a test has used becomes like it again.
import { migrate } from '@reelkeep/db'
import postgres from 'postgres'
import { databaseUrl } from './database-url.ts'

export type Template = {
  /** Never connected to once it is made, so that it can be cloned. */
  readonly name: string
  readonly shape: string
  /** The rows that migrations leave, as a JSON array, by table. */
  readonly seeds: Readonly<Record<string, string>>
}

const templateName = 'reelkeep_template'

export async function makeTemplate(serverUrl: string): Promise<Template> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined })
  try {
    await server`create database ${server(templateName)}`
  } finally {
    await server.end()
  }
  const url = databaseUrl(serverUrl, templateName)
  await migrate(url)
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const seeds = { ...(await rowsOf(sql, await listWritten(sql))) }
    return { name: templateName, shape: await shapeOf(sql), seeds }
  } finally {
    await sql.end()
  }
}

/**
 * Makes the database like a fresh clone: no rows but the seeds, in files as short as a clone's, no statistics, sequences
 * at their start. False, and nothing is done, where a test has changed more than rows.
 */
export async function restore(url: string, { shape, seeds }: Template): Promise<boolean> {
  const sql = postgres(url, { max: 1, connection, fetch_types: false, onnotice: () => undefined })
  try {
    if ((await shapeOf(sql)) !== shape) return false
    const written = (await listWritten(sql)).filter((table) => seeds[table] === undefined)
    if (written.length > 0) await sql`truncate ${sql(written)} restart identity cascade`
    const seeded = Object.keys(seeds)
    const present = await rowsOf(sql, seeded)
    for (const table of seeded) {
      if (present[table] !== seeds[table]) await sow(sql, table, seeds[table] ?? '[]')
    }
    await sql`
      with forgotten as (delete from pg_statistic where starelid >= ${firstOwnOid})
      select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      from pg_sequences where last_value is not null`
    return true
  } finally {
    await sql.end()
  }
}

/**
 * Foreign keys and append-only triggers are for whoever shares the database; here nobody does. The others a test may have
 * set for the whole database, which only its shape will tell.
 */
const connection = {
  options: [
    'session_replication_role=replica',
    'default_transaction_read_only=off',
    'statement_timeout=0',
    'lock_timeout=0',
  ]
    .map((setting) => `-c ${setting}`)
    .join(' '),
}

/** Below it are the objects that initdb has made. */
const firstOwnOid = 16_384

/** One word for everything but rows: whatever is created, altered or dropped gets another version of its catalog row. */
async function shapeOf(sql: postgres.Sql): Promise<string> {
  const rows = await sql<{ shape: string }[]>`
    select md5(concat_ws(';',
      (select string_agg(concat_ws(',', oid, relname, relkind, relowner, relchecks, relpersistence, relreplident,
          relrowsecurity, relhasrules, reloptions, relacl), ';' order by oid)
        from pg_class where oid >= ${firstOwnOid}),
      (select string_agg(concat_ws(',', attrelid, attnum, xmin), ';' order by attrelid, attnum)
        from pg_attribute where attrelid >= ${firstOwnOid}),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_attrdef),
      (select string_agg(concat_ws(',', indexrelid, xmin), ';' order by indexrelid)
        from pg_index where indexrelid >= ${firstOwnOid}),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_constraint where oid >= ${firstOwnOid}),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_trigger),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_proc where oid >= ${firstOwnOid}),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_type where oid >= ${firstOwnOid}),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_namespace),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_extension),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_event_trigger),
      (select string_agg(concat_ws(',', oid, xmin), ';' order by oid) from pg_statistic_ext),
      (select string_agg(concat_ws(',', seqrelid, xmin), ';' order by seqrelid) from pg_sequence),
      (select string_agg(s::text, ';') from pg_db_role_setting s
        where setdatabase = (select oid from pg_database where datname = current_database()))
    )) shape`
  return rows[0]?.shape ?? ''
}

/** Tables that hold rows, or held some, and so are longer than new ones. */
async function listWritten(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ table: string }[]>`
    select relname as table from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0`
  return rows.map(({ table }) => table)
}

/** What each of the tables holds, as the text of a JSON array. */
async function rowsOf(sql: postgres.Sql, tables: readonly string[]): Promise<Record<string, string>> {
  const columns = tables.map((table) => `(select jsonb_agg(t)::text from ${table} t) as ${table}`)
  const [row = {}] = await sql.unsafe<Record<string, string>[]>(`select ${columns.join(', ')}`)
  return row
}

async function sow(sql: postgres.Sql, table: string, rows: string): Promise<void> {
  await sql`delete from ${sql(table)}`
  await sql`
    insert into ${sql(table)} overriding system value
    select * from jsonb_populate_recordset(null::${sql(table)}, ${rows}::text::jsonb)`
}
