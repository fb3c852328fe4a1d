import type { Database } from '../open-database.ts'

/** Every owner; there are few. */
export async function listOwnerNames({ sql }: Database): Promise<readonly { id: string; name: string }[]> {
  return sql<{ id: string; name: string }[]>`select id, name from owners order by id limit 100000`
}
