import type { PendingQuery, Row } from 'postgres'
import type { Database, Sql } from '../open-database.ts'

/**
 * Whether a rebuild has been begun and not come to its end, also one that failed or whose process died: until another
 * one has, the database holds a part of what the bucket knows, and no list in the bucket may be written from it.
 */
export async function isRebuildOpen({ sql }: Database): Promise<boolean> {
  const [row] = await sql<[{ open: boolean }]>`select ${rebuildOpen(sql)} as open`
  return row.open
}

/** Whether a rebuild that began after this moment has come to its end; null: whether any ever has. */
export async function hasRebuiltSince({ sql }: Database, moment: Date | null): Promise<boolean> {
  const [row] = await sql<[{ rebuilt: boolean }]>`
    select exists (select from operations where action = 'rebuild' and filter ->> 'dry_run' = 'false'
      and state = 'finished' and (${moment}::timestamptz is null or created_at > ${moment}::timestamptz)) as rebuilt`
  return row.rebuilt
}

/** The same as a condition, for statements that must not see rows of a rebuild without seeing that it runs. */
export function rebuildOpen(sql: Sql): PendingQuery<Row[]> {
  return sql`
    exists (select from operations r where r.action = 'rebuild' and r.filter ->> 'dry_run' = 'false'
      and r.state <> 'finished' and not exists (select from operations later where later.action = 'rebuild'
        and later.filter ->> 'dry_run' = 'false' and later.state = 'finished' and later.finished_at > r.created_at))`
}
