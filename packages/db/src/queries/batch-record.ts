import type { FailureReason, JobState, JsonValue, Ticks, WaitingFor } from '@reelkeep/core'
import type { PendingQuery, Row } from 'postgres'
import type { Sql } from '../open-database.ts'

export type BatchState = 'running' | 'paused' | 'canceled' | 'finished'

/** A batch as its owner is shown it. Counts are of the current job of each row, open deltas included. */
export type BatchRecord = {
  readonly id: string
  readonly ownerId: string
  readonly name: string
  readonly state: BatchState
  readonly revision: number
  readonly budgetTicks: Ticks | null
  /** What stands against the budget, as admission counts it; null: it has no budget. */
  readonly spent: BudgetParts | null
  /** What the last intake did. */
  readonly intake: { readonly [key: string]: JsonValue }
  readonly counts: Readonly<Record<JobState, number>>
  readonly createdAt: Date
  readonly finishedAt: Date | null
  /** When it came back from the bucket with rows that may have been sent since they were written down; else null. */
  readonly restoredAt: Date | null
  /** Only rows up to this one are sent until a person approves; null: no trial, or it was approved. */
  readonly trialRows: number | null
  /** Null: it never stops by itself. */
  readonly stopWhen: StopRule | null
  readonly pause: BatchPause | null
}

export type BudgetParts = {
  readonly chargedTicks: Ticks
  readonly reservedTicks: Ticks
  /** May have been charged beyond what is reserved; nobody can say yet. */
  readonly contingentTicks: Ticks
}

/** Stop by itself when so large a share of at least `after` rows that ended went wrong. */
export type StopRule = { readonly failedShare: number; readonly after: number }

/** What makes a batch stop by itself. */
export type BatchBrakes = {
  readonly trialRows: number | null
  readonly stopWhen: StopRule | null
  /** A person said when it stops, or that it never does. */
  readonly isStopChosen: boolean
  /** This intake begins a trial: who waits for the word on another waits to begin this one. */
  readonly beginsTrial: boolean
}

export type BatchPause = {
  /** Null: paused before reasons were kept. */
  readonly reason: PauseReason | null
  readonly at: Date | null
  /** The figures behind it. */
  readonly detail: { readonly [key: string]: JsonValue }
}

export type PauseReason = 'by_user' | 'trial' | 'stop_when' | 'restored'

/** Jobs of a batch, and of an upstream, that are alike in what matters to a person, with their money. Null sums: nothing is known. */
export type BatchGroup = {
  /** Null: of no batch; only where an owner's jobs are grouped. */
  readonly batchId: string | null
  readonly upstream: string
  readonly state: JobState
  readonly reason: FailureReason | 'by_user' | 'superseded' | null
  readonly waitingFor: WaitingFor | null
  readonly overdue: boolean
  readonly retryable: boolean
  readonly count: number
  readonly quotedTicks: Ticks | null
  readonly unquoted: number
  readonly reservedTicks: Ticks
  readonly chargedTicks: Ticks | null
  /** Sent and ended, and nobody knows what it cost. */
  readonly uncharged: number
  readonly reportedTicks: Ticks | null
  readonly contingentTicks: Ticks | null
  /**
   * Since when one is under way, or waits for its turn; null: none is. One that was taken up again without a new submission
   * says nothing: what its row tells is when it was first sent.
   */
  readonly movingSince: Date | null
  /** When the last of those under way was accepted. */
  readonly acceptedLastAt: Date | null
  /** Charged for jobs that were rendered, or failed, within the last hour. Null: nothing is known to have been. */
  readonly spentLatelyTicks: Ticks | null
  /** Their money is none. */
  readonly simulated: boolean
}

export type BatchRow = {
  readonly id: string
  readonly owner_id: string
  readonly name: string
  readonly state: BatchState
  readonly revision: number
  readonly budget_ticks: bigint | null
  readonly intake: { readonly [key: string]: JsonValue }
  readonly created_at: Date
  readonly finished_at: Date | null
  readonly restored_at: Date | null
  readonly trial_rows: number | null
  readonly stop_failed_share: number | null
  readonly stop_after: number | null
  readonly pause_reason: PauseReason | null
  readonly pause_detail: { readonly [key: string]: JsonValue } | null
  readonly paused_at: Date | null
  readonly account_charged: bigint | null
  readonly account_reserved: bigint
  readonly account_contingent: bigint
} & Readonly<Record<JobState, number>>

/** The columns of `BatchRow`, from `b` and `batchSources`. */
export function batchColumns(sql: Sql): PendingQuery<Row[]> {
  return sql`
    b.id, b.owner_id, b.name, b.state, b.revision, b.budget_ticks, b.intake, b.created_at, b.finished_at, b.restored_at,
    b.trial_rows, b.stop_failed_share, b.stop_after, b.pause_reason, b.pause_detail, b.paused_at,
    ba.charged_ticks as account_charged, ba.reserved_ticks as account_reserved,
    ba.contingent_ticks as account_contingent,
    b.queued + d.queued as queued, b.submitting + d.submitting as submitting,
    b.unconfirmed + d.unconfirmed as unconfirmed, b.rendering + d.rendering as rendering,
    b.archiving + d.archiving as archiving, b.archived + d.archived as archived,
    b.failed + d.failed as failed, b.canceled + d.canceled as canceled`
}

/** The open deltas of `b` and its account, always one row. */
export function batchSources(sql: Sql): PendingQuery<Row[]> {
  return sql`
    cross join lateral (
      select
        coalesce(sum(delta) filter (where state = 'queued'), 0)::integer as queued,
        coalesce(sum(delta) filter (where state = 'submitting'), 0)::integer as submitting,
        coalesce(sum(delta) filter (where state = 'unconfirmed'), 0)::integer as unconfirmed,
        coalesce(sum(delta) filter (where state = 'rendering'), 0)::integer as rendering,
        coalesce(sum(delta) filter (where state = 'archiving'), 0)::integer as archiving,
        coalesce(sum(delta) filter (where state = 'archived'), 0)::integer as archived,
        coalesce(sum(delta) filter (where state = 'failed'), 0)::integer as failed,
        coalesce(sum(delta) filter (where state = 'canceled'), 0)::integer as canceled
      from batch_deltas where batch_id = b.id
    ) d
    left join accounts ba on ba.kind = 'batch' and ba.batch_id = b.id and ba.cap_ticks is not null`
}

export function batchRecordFromRow(row: BatchRow): BatchRecord {
  const { queued, submitting, unconfirmed, rendering, archiving, archived, failed, canceled } = row
  return {
    id: row.id,
    ownerId: row.owner_id,
    name: row.name,
    state: row.state,
    revision: row.revision,
    budgetTicks: row.budget_ticks,
    spent:
      row.account_charged === null
        ? null
        : {
            chargedTicks: row.account_charged,
            reservedTicks: row.account_reserved,
            contingentTicks: row.account_contingent,
          },
    intake: row.intake,
    counts: { queued, submitting, unconfirmed, rendering, archiving, archived, failed, canceled },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    restoredAt: row.restored_at,
    trialRows: row.trial_rows,
    stopWhen: stopRuleFrom(row),
    pause:
      row.state === 'paused'
        ? { reason: row.pause_reason, at: row.paused_at, detail: row.pause_detail ?? {} }
        : null,
  }
}

export function stopRuleFrom(row: Pick<BatchRow, 'stop_failed_share' | 'stop_after'>): StopRule | null {
  const { stop_failed_share: failedShare, stop_after: after } = row
  return failedShare === null || after === null ? null : { failedShare, after }
}
