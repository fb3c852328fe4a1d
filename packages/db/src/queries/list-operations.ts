import type { OwnerId } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type OperationRecord, operationColumns } from './operations.ts'

export type OperationFilter = {
  /** Null: of any. */
  readonly states: readonly OperationRecord['state'][] | null
  readonly action: string | null
}

/**
 * A page of the owner's operations, newest first, one more than `limit`, each with the first of its problems and no
 * checks. Walks operations_newest.
 */
export async function listOperations(
  { sql }: Database,
  ownerId: OwnerId,
  filter: OperationFilter,
  page: { readonly limit: number; readonly beforeId: string | null },
): Promise<OperationRecord[]> {
  return sql<OperationRecord[]>`
    select ${operationColumns(sql)}, jsonb_path_query_array(problems, '$[0 to 2]') as problems, '[]'::jsonb as checks
    from operations
    where owner_id = ${ownerId}
      ${filter.states === null ? sql`` : sql`and state = any(${[...filter.states]}::text[])`}
      ${filter.action === null ? sql`` : sql`and action = ${filter.action}`}
      ${page.beforeId === null ? sql`` : sql`and id < ${page.beforeId}`}
    order by id desc limit ${page.limit + 1}`
}
