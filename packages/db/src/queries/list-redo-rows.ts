import type { JobState } from '@reelkeep/core'
import type { Database } from '../open-database.ts'

/** A job that stands for a row of a batch now, as far as choosing needs it. */
export type RedoRow = {
  readonly rowKey: string
  readonly batchRow: number
  readonly isChosen: boolean
}

/** All rows of a batch in the order of its file, each with whether its job is in one of these states, for this reason. */
export async function listRedoRows(
  { sql }: Database,
  batchId: string,
  { states, reason }: { readonly states: readonly JobState[]; readonly reason: string | null },
): Promise<RedoRow[]> {
  return sql<RedoRow[]>`
    select row_key as "rowKey", batch_row as "batchRow",
      state = any(${[...states]}::text[]) and (${reason}::text is null or reason = ${reason}) as "isChosen"
    from jobs where batch_id = ${batchId} and is_current order by batch_row, id`
}
