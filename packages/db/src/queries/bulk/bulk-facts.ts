import type { BulkFacts, Charged, JobState } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../../open-database.ts'

export type BulkFactsRow = {
  readonly state: JobState
  readonly reason: string | null
  readonly charged: Charged | null
  readonly has_task: boolean
  readonly is_current: boolean
  readonly is_adopted: boolean
  readonly is_damaged: boolean
  readonly batch_state: BulkFacts['batchState']
}

/** The columns of `BulkFactsRow`, from `j` and `bulkFactsSources`. */
export function bulkFactsColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`
    j.state, j.reason, j.failure ->> 'charged' as charged, s.task_id is not null as has_task, j.is_current,
    j.adopted as is_adopted, c.damage is not null as is_damaged, b.state as batch_state`
}

export function bulkFactsSources(sql: Sql): PendingQuery<Row[]> {
  return sql`
    left join submissions s on s.job_id = j.id and s.number = j.submissions
    left join clips c on c.job_id = j.id
    left join batches b on b.id = j.batch_id`
}

export function bulkFactsFrom(row: BulkFactsRow): BulkFacts {
  return {
    state: row.state,
    reason: row.reason,
    charged: row.charged,
    hasTask: row.has_task,
    isCurrent: row.is_current,
    isAdopted: row.is_adopted,
    isDamaged: row.is_damaged,
    batchState: row.batch_state,
  }
}
