import type { Database } from '../../open-database.ts'
import { type KeyRecord, type KeyRow, keyColumns, keyRecordFromRow } from './key-record.ts'

/** One key, whoever's it is: only who hands out keys may ask. */
export async function readKey(
  { sql }: Database,
  id: string,
  { timeZone }: { readonly timeZone: string },
): Promise<KeyRecord | null> {
  const [row] = await sql<KeyRow[]>`
    select ${keyColumns(sql, timeZone)} from api_keys k where k.id = ${id}`
  return row === undefined ? null : keyRecordFromRow(row)
}
