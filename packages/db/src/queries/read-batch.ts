import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type BatchRecord,
  type BatchRow,
  batchColumns,
  batchRecordFromRow,
  batchSources,
} from './batch-record.ts'

/** One batch of the owner by its id; null also when it is another owner's. */
export async function readBatch(
  { sql }: Database,
  { ownerId, id }: { ownerId: OwnerId; id: string },
): Promise<BatchRecord | null> {
  const [row] = await sql<BatchRow[]>`
    select ${batchColumns(sql)} from batches b ${batchSources(sql)}
    where b.id = ${id} and b.owner_id = ${ownerId}`
  return row ? batchRecordFromRow(row) : null
}
