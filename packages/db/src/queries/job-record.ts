import type { Job, JsonValue, WaitingFor } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'
import { type JobRow, jobColumns, jobFromRow } from './job-row.ts'
import type { JobMark, Mark } from './mark-job.ts'
import type { ClipDamage } from './save-clip-check.ts'
import { waitsFor } from './waits-for.ts'

/** A job as its owner is shown it: the job, what the caller gave along with it, and what it waits for. */
export type JobRecord = {
  readonly job: Job
  readonly batchRow: number | null
  /** Which of its row's takes it is; null: its row has one, or it has no row. */
  readonly take: { readonly number: number; readonly of: number } | null
  readonly customId: string | null
  readonly name: string | null
  readonly priority: number
  readonly supersedesId: string | null
  readonly metadata: { readonly [key: string]: JsonValue }
  /** Also what all queued jobs of its upstream or batch wait for. */
  readonly waitingFor: WaitingFor | null
  /** What a scrub found of its clip; null: it has none, or none has looked. */
  readonly clipCheck: { readonly checkedAt: Date; readonly damage: ClipDamage | null } | null
  /** What a person makes of the clip; null: nobody has said. */
  readonly mark: JobMark | null
}

export type JobRecordRow = JobRow &
  MarkRow & {
    readonly batch_row: number | null
    readonly take: number | null
    readonly takes: number
    readonly custom_id: string | null
    readonly name: string | null
    readonly priority: number
    readonly supersedes_id: string | null
    readonly metadata: { readonly [key: string]: JsonValue }
    readonly waits_for: WaitingFor | null
    readonly clip_checked_at: Date | null
    readonly clip_damage: ClipDamage | null
  }

/** The columns of `JobRecordRow`, from `j` and `jobRecordSources`. */
export function jobRecordColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`
    ${jobColumns(sql)}, j.batch_row, ${takeColumns(sql)}, j.custom_id, j.name, j.priority,
    j.supersedes_id, j.metadata,
    ${waitsFor(sql)} as waits_for, c.checked_at as clip_checked_at, c.damage as clip_damage, ${markColumns(sql)}`
}

/** What the columns are read from besides `j`; each at most one row per job, found by its primary key. */
export function jobRecordSources(sql: Sql): PendingQuery<Row[]> {
  return sql`
    left join submissions s on s.job_id = j.id and s.number = j.submissions
    left join clips c on c.job_id = j.id
    left join job_marks m on m.job_id = j.id
    left join batches b on b.id = j.batch_id
    left join upstream_gates g on g.upstream = j.upstream`
}

/**
 * The number that core's rowKey gave the take, and how many takes its row has now. They are numbered without a gap, so
 * that the first that is missing ends the count: a row with one clip costs one look into jobs_one_current_per_row.
 */
function takeColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`
    case when j.row_key is not null then coalesce(substring(j.row_key from '^take([0-9]+):')::int, 1) end as take,
    (with recursive takes as (
      select 1 as number
      union all
      select t.number + 1 from takes t
      where exists (
        select from jobs o where o.batch_id = j.batch_id and o.is_current
          and o.row_key = 'take' || (t.number + 1) || ':' || regexp_replace(j.row_key, '^take[0-9]+:', ''))
    ) select max(number) from takes) as takes`
}

export function jobRecordFromRow(row: JobRecordRow): JobRecord {
  return {
    job: jobFromRow(row),
    batchRow: row.batch_row,
    take:
      row.take === null || row.takes === 1 ? null : { number: row.take, of: Math.max(row.take, row.takes) },
    customId: row.custom_id,
    name: row.name,
    priority: row.priority,
    supersedesId: row.supersedes_id,
    metadata: row.metadata,
    waitingFor: row.waits_for,
    clipCheck:
      row.clip_checked_at === null ? null : { checkedAt: row.clip_checked_at, damage: row.clip_damage },
    mark: markFrom(row),
  }
}

export type MarkRow = {
  readonly mark: Mark | null
  readonly mark_note: string | null
  readonly marked_by: string
  readonly marked_at: Date
}

/** The columns of `MarkRow`, from `m` (job_marks). */
export function markColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`m.mark, m.note as mark_note, m.by_key as marked_by, m.at as marked_at`
}

export function markFrom(row: MarkRow): JobMark | null {
  const { mark, mark_note: note, marked_by: by, marked_at: at } = row
  return mark === null ? null : { mark, note, by, at }
}
