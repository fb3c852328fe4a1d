import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import {
  type BatchRecord,
  type BatchRow,
  type BatchState,
  batchColumns,
  batchRecordFromRow,
  batchSources,
} from './batch-record.ts'

export type BatchFilter = { readonly states: readonly BatchState[] | null; readonly name: string | null }

/** A page of the owner's batches, newest first, one more than `limit`. Walks batches_newest. */
export async function listBatches(
  { sql }: Database,
  ownerId: OwnerId,
  filter: BatchFilter,
  page: { readonly limit: number; readonly beforeId: string | null },
): Promise<BatchRecord[]> {
  const conditions = [
    sql`b.owner_id = ${ownerId}`,
    ...(filter.states === null ? [] : [sql`b.state = any(${[...filter.states]}::text[])`]),
    ...(filter.name === null ? [] : [sql`b.name = ${filter.name}`]),
    ...(page.beforeId === null ? [] : [sql`b.id < ${page.beforeId}`]),
  ]
  const where = conditions.reduce((all, condition) => sql`${all} and ${condition}`)
  const rows = await sql<BatchRow[]>`
    select ${batchColumns(sql)} from batches b ${batchSources(sql)}
    where ${where} order by b.id desc limit ${page.limit + 1}`
  return rows.map(batchRecordFromRow)
}
