import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

export type BatchOfFile = { readonly id: string; readonly name: string; readonly createdAt: Date }

/**
 * The owner's newest batches whose name is `stem` and a day, other than `name`; without those that were canceled, which
 * nothing can be added to. Reads batches_by_file.
 */
export async function listBatchesOfFile(
  { sql }: Database,
  search: { readonly ownerId: OwnerId; readonly stem: string; readonly name: string; readonly limit: number },
): Promise<readonly BatchOfFile[]> {
  const { ownerId, stem, name, limit } = search
  // '!' is what comes after a space.
  const [from, to] = [`${stem} `, `${stem}!`]
  const found = await sql<{ id: string; name: string; created_at: Date }[]>`
    select id, name, created_at from batches
    where owner_id = ${ownerId} and name ~>=~ ${from}::text and name ~<~ ${to}::text and name <> ${name}
      and substr(name, length(${from}::text) + 1) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and state <> 'canceled'
    order by id desc limit ${limit}`
  return found.map((batch) => ({ id: batch.id, name: batch.name, createdAt: batch.created_at }))
}
