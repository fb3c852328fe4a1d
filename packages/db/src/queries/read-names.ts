import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** What the given batches and keys are called, by id. What is not the owner's, or not there, is left out. */
export async function readNames(
  { sql }: Database,
  /** Null: of every owner. */
  ownerId: OwnerId | null,
  { batchIds, keyIds }: { readonly batchIds: readonly string[]; readonly keyIds: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  if (batchIds.length + keyIds.length === 0) return new Map()
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from batches
    where id = any(${[...batchIds]}::text[]) and (${ownerId}::text is null or owner_id = ${ownerId})
    union all
    select id, name from api_keys
    where id = any(${[...keyIds]}::text[]) and (${ownerId}::text is null or owner_id = ${ownerId})`
  return new Map(rows.map(({ id, name }) => [id, name]))
}
