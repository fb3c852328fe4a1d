import type { Database } from '../open-database.ts'
import type { DueRow } from './lend-due-rows.ts'

/** Makes rows that are still at the version they are known by due again in `inMs`, whatever they were due before. */
export async function postponeRows({ sql }: Database, rows: readonly DueRow[], inMs: number): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update jobs j set due_at = now() + ${inMs}::float8 * interval '1 millisecond'
    from unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ version }) => version)}::int[]) as r (id, version)
    where j.id = r.id and j.version = r.version and j.state in ('rendering', 'archiving')`
}
