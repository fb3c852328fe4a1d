import type { Database } from '../../open-database.ts'
import { type KeyRecord, type KeyRow, keyColumns, keyRecordFromRow } from './key-record.ts'

export type KeyFilter = {
  /** A name that no owner has finds nothing. Null: of every owner. */
  readonly ownerName: string | null
  readonly timeZone: string
}

/** A page of keys, newest first, one more than `limit`. Walks the primary key, or api_keys_owner. */
export async function listKeys(
  { sql }: Database,
  filter: KeyFilter,
  page: { readonly limit: number; readonly beforeId: string | null },
): Promise<KeyRecord[]> {
  const rows = await sql<KeyRow[]>`
    select ${keyColumns(sql, filter.timeZone)} from api_keys k
    where (${filter.ownerName}::text is null
        or k.owner_id = (select o.id from owners o where o.name = ${filter.ownerName}::text))
      and (${page.beforeId}::text is null or k.id < ${page.beforeId}::text)
    order by k.id desc limit ${page.limit + 1}`
  return rows.map(keyRecordFromRow)
}
