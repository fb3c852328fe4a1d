/**
 * Writes packages/db/schema.sql: what all migrations together come to, for people to read and for a review to see in one
 * place. Told by the catalog, because pg_dump is not on every machine. Nothing is ever created from it.
 * tools/test/schema.service.test.ts holds it to the migrations.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openDatabase, type Sql } from '../packages/db/src/index.ts'
import { startPostgres } from '../packages/embedded/src/index.ts'

export const schemaFile = 'packages/db/schema.sql'

const head = `-- Written by tools/generate-schema.ts from a migrated database. Add a migration, then run it.
-- Left out: schema_migrations, and the partitions of months, which follow the calendar.`

export async function dumpSchema(sql: Sql): Promise<string> {
  const parts = [await tables(sql), await functions(sql), await others(sql)]
  return `${[head, ...parts.flat()].join('\n\n')}\n`
}

/** Each table with all that hangs on it. */
async function tables(sql: Sql): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select concat_ws(e'\n',
      'create table ' || t.relname || e' (\n' || concat_ws(e',\n', columns.text, constraints.text) || e'\n)'
        || coalesce(' partition by ' || pg_get_partkeydef(t.oid), '')
        || coalesce(' with (' || array_to_string(t.reloptions, ', ') || ')', '') || ';',
      'comment on table ' || t.relname || ' is ' || quote_literal(obj_description(t.oid, 'pg_class')) || ';',
      comments.text, partitions.text, indexes.text, statistics.text, triggers.text) as text
    from pg_class t
    cross join lateral (
      select string_agg(concat_ws(' ', ' ', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attcollation <> y.typcollation then 'collate ' || quote_ident(l.collname) end,
          case when a.attnotnull then 'not null' end,
          case when a.attidentity <> '' then
            'generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity' end,
          case a.attgenerated when '' then 'default ' when 's' then 'generated always as stored '
            when 'v' then 'generated always as ' end || pg_get_expr(d.adbin, d.adrelid)), e',\n' order by a.attnum) as text
      from pg_attribute a join pg_type y on y.oid = a.atttypid
      left join pg_collation l on l.oid = a.attcollation
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    ) columns
    cross join lateral (
      select string_agg('  constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid, true), e',\n'
        order by array_position(array['p', 'u', 'x', 'f', 'c'], c.contype::text), c.conname collate "C") as text
      from pg_constraint c where c.conrelid = t.oid and c.contype in ('p', 'u', 'x', 'f', 'c')
    ) constraints
    cross join lateral (
      select string_agg('comment on column ' || t.relname || '.' || a.attname || ' is '
        || quote_literal(col_description(t.oid, a.attnum)) || ';', e'\n' order by a.attnum) as text
      from pg_attribute a where a.attrelid = t.oid and col_description(t.oid, a.attnum) is not null
    ) comments
    cross join lateral (
      select string_agg('create table ' || p.relname || ' partition of ' || t.relname || ' default;', e'\n') as text
      from pg_inherits i join pg_class p on p.oid = i.inhrelid
      where i.inhparent = t.oid and pg_get_expr(p.relpartbound, p.oid) = 'DEFAULT'
    ) partitions
    cross join lateral (
      select string_agg(pg_get_indexdef(i.indexrelid, 0, true)
        || case when i.indisvalid then ';' else '; -- invalid' end
        || coalesce(e'\ncomment on index ' || n.relname || ' is ' || quote_literal(obj_description(n.oid, 'pg_class')) || ';', ''),
        e'\n' order by n.relname collate "C") as text
      from pg_index i join pg_class n on n.oid = i.indexrelid
      where i.indrelid = t.oid and not exists (select from pg_constraint c where c.conindid = i.indexrelid
        and c.contype in ('p', 'u', 'x'))
    ) indexes
    cross join lateral (
      select string_agg(pg_get_statisticsobjdef(s.oid) || ';', e'\n' order by s.stxname collate "C") as text
      from pg_statistic_ext s where s.stxrelid = t.oid
    ) statistics
    cross join lateral (
      select string_agg(pg_get_triggerdef(g.oid, true)
        || case g.tgenabled when 'O' then ';' else '; -- enabled: ' || g.tgenabled::text end
        || coalesce(e'\ncomment on trigger ' || g.tgname || ' on ' || t.relname || ' is '
          || quote_literal(obj_description(g.oid, 'pg_trigger')) || ';', ''),
        e'\n' order by g.tgname collate "C") as text
      from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal
    ) triggers
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
      and t.relname <> 'schema_migrations'
    order by t.relname collate "C"`
  return rows.map(({ text }) => text)
}

async function functions(sql: Sql): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select rtrim(pg_get_functiondef(p.oid), e' \n') || ';'
      || coalesce(e'\ncomment on function ' || p.oid::regprocedure || ' is '
        || quote_literal(obj_description(p.oid, 'pg_proc')) || ';', '') as text
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
    order by p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`
  return rows.map(({ text }) => text)
}

/** Kinds of things that no migration has made yet, by name alone, so that the first one is at least seen; grants are those to others than the owner. */
async function others(sql: Sql): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select '-- and ' || kind || ' ' || name as text from (
      select 'view' as kind, relname::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')
      union all
      select 'sequence', relname from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'S'
        and not exists (select from pg_depend where objid = c.oid and deptype in ('a', 'i'))
      union all
      select 'type', typname from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
      union all
      select 'extension', extname from pg_extension where extname <> 'plpgsql'
      union all
      select 'grant', privilege_type || ' on ' || object || ' to ' || case grantee when 0 then 'public' else grantee::regrole::text end
      from (
        select relname::text as object, relowner as owner, relacl as rights from pg_class
        where relnamespace = 'public'::regnamespace and not relispartition
        union all
        select oid::regprocedure::text, proowner, proacl from pg_proc where pronamespace = 'public'::regnamespace
      ) granted cross join lateral aclexplode(rights) where grantee <> owner
    ) other
    order by kind, name collate "C"`
  return rows.map(({ text }) => text)
}

async function generateSchema(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelkeep-schema-'))
  const postgres = await startPostgres({ dataDir, durability: 'off' })
  const db = openDatabase({ url: postgres.url, maxConnections: 1, applicationName: 'schema' })
  try {
    await migrate(postgres.url)
    return await dumpSchema(db.sql)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) await writeFile(join(import.meta.dirname, '..', schemaFile), await generateSchema())
