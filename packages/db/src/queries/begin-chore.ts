import type { Database } from '../open-database.ts'

/** Whether the chore is due and this worker's to do: of all that ask, one is told so, once in `everyMs`. */
export async function beginChore(
  { sql }: Database,
  { name, everyMs }: { readonly name: string; readonly everyMs: number },
): Promise<boolean> {
  const rows = await sql`
    insert into chores as c (name, begun_at) values (${name}, now())
    on conflict (name) do update set begun_at = now()
      where c.begun_at <= now() - ${everyMs}::float8 * interval '1 millisecond'
    returning name`
  return rows.length > 0
}
