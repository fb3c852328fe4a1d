import type { JobId, JsonValue } from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type JobRecord, type MarkRow, markColumns, markFrom } from './job-record.ts'
import { type JobRow, jobColumns, jobFromRow } from './job-row.ts'
import type { ClipDamage } from './save-clip-check.ts'

/** A job as an export tells it. */
export type ExportedJob = Omit<JobRecord, 'waitingFor' | 'take'> & {
  /** Null: posted alone; the same for `rowKey` and `contentHash`. */
  readonly batchName: string | null
  readonly rowKey: string | null
  readonly contentHash: string | null
  /** The caller's own columns; null: it did not come from a file. */
  readonly rowData: { readonly [column: string]: JsonValue } | null
  /** False: a newer job stands for its row. */
  readonly isCurrent: boolean
}

type ExportRow = JobRow &
  MarkRow & {
    readonly batch_row: number | null
    readonly custom_id: string | null
    readonly name: string | null
    readonly priority: number
    readonly supersedes_id: string | null
    readonly metadata: { readonly [key: string]: JsonValue }
    readonly row_data: { readonly [column: string]: JsonValue } | null
    readonly is_current: boolean
    readonly row_key: string | null
    readonly content_hash: string | null
    readonly batch_name: string | null
    readonly clip_checked_at: Date | null
    readonly clip_damage: ClipDamage | null
  }

/** These jobs, in their order. */
export async function readExportJobs({ sql }: Database, ids: readonly JobId[]): Promise<ExportedJob[]> {
  const rows = await sql<ExportRow[]>`
    select ${jobColumns(sql)}, j.batch_row, j.custom_id, j.name, j.priority, j.supersedes_id, j.metadata, j.row_data,
      j.is_current, j.row_key, j.content_hash, b.name as batch_name, c.checked_at as clip_checked_at,
      c.damage as clip_damage, ${markColumns(sql)}
    from unnest(${[...ids]}::text[]) with ordinality as wanted (id, place)
    join jobs j on j.id = wanted.id
    left join submissions s on s.job_id = j.id and s.number = j.submissions
    left join clips c on c.job_id = j.id
    left join job_marks m on m.job_id = j.id
    left join batches b on b.id = j.batch_id
    order by wanted.place`
  return rows.map((row) => ({
    job: jobFromRow(row),
    batchRow: row.batch_row,
    customId: row.custom_id,
    name: row.name,
    priority: row.priority,
    supersedesId: row.supersedes_id,
    metadata: row.metadata,
    rowData: row.row_data,
    isCurrent: row.is_current,
    rowKey: row.row_key,
    contentHash: row.content_hash,
    batchName: row.batch_name,
    clipCheck:
      row.clip_checked_at === null ? null : { checkedAt: row.clip_checked_at, damage: row.clip_damage },
    mark: markFrom(row),
  }))
}

/** The columns of the caller's file, in its order. */
export async function readBatchColumns({ sql }: Database, batchId: string): Promise<readonly string[]> {
  const [row] = await sql<{ columns: string[] }[]>`select columns from batches where id = ${batchId}`
  return row?.columns ?? []
}
