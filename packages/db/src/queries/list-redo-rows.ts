import type { JobState } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import type { Mark } from './mark-job.ts'

/** A job that stands for a row of a batch now, as far as choosing needs it. */
export type RedoRow = {
  readonly rowKey: string
  readonly batchRow: number
  readonly isChosen: boolean
}

export type RedoWish = {
  readonly states: readonly JobState[]
  /** Null: of any. */
  readonly reason: string | null
  /** What a person makes of the clip; null: whatever it is. */
  readonly mark: Mark | null
}

/** All rows of a batch in the order of its file, each with whether its job is such a one. */
export async function listRedoRows(
  { sql }: Database,
  batchId: string,
  { states, reason, mark }: RedoWish,
): Promise<RedoRow[]> {
  return sql<RedoRow[]>`
    select row_key as "rowKey", batch_row as "batchRow",
      state = any(${[...states]}::text[]) and (${reason}::text is null or reason = ${reason})
        and (${mark}::text is null or m.mark = ${mark}) as "isChosen"
    from jobs left join job_marks m on m.job_id = jobs.id where batch_id = ${batchId} and is_current order by batch_row, id`
}
