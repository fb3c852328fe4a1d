import {
  addCommitments,
  type BatchId,
  type Charged,
  type Commitment,
  type JobId,
  type JobState,
  noCommitment,
  type OwnerId,
  type StandingRow,
  type Ticks,
} from '@reelkeep/core'
import type { Database } from '../open-database.ts'
import { type BatchBrakes, stopRuleFrom } from './batch-record.ts'
import { commitmentOf, committedTicks } from './committed-ticks.ts'

/** What stands under a batch's name, as a plan needs it. */
export type StandingBatch = {
  readonly id: BatchId
  readonly state: 'running' | 'paused' | 'canceled' | 'finished'
  readonly revision: number
  readonly budgetTicks: Ticks | null
  /** The account that its money counts against; null when it never had a budget. */
  readonly accountId: string | null
  readonly brakes: Omit<BatchBrakes, 'beginsTrial'>
  readonly rows: readonly CommittedRow[]
  /** What jobs that no longer stand for a row have cost, or will. */
  readonly past: Commitment
}

/** A row, and the money it has cost or is expected to; what is unknown counts as its stated maximum, else as nothing. */
export type CommittedRow = StandingRow & { readonly committed: Commitment }

/** The batch of this name and the current job of each of its rows; null when the name is free. */
export async function readStandingBatch(
  { sql }: Database,
  { ownerId, name }: { readonly ownerId: OwnerId; readonly name: string },
): Promise<StandingBatch | null> {
  const [batch] = await sql<
    {
      id: BatchId
      state: StandingBatch['state']
      revision: number
      budget_ticks: bigint | null
      account_id: string | null
      trial_rows: number | null
      stop_failed_share: number | null
      stop_after: number | null
      stop_chosen: boolean
    }[]
  >`
    select b.id, b.state, b.revision, b.budget_ticks, a.id as account_id, b.trial_rows, b.stop_failed_share, b.stop_after,
      b.stop_chosen
    from batches b left join accounts a on a.batch_id = b.id and a.kind = 'batch'
    where b.owner_id = ${ownerId} and b.name = ${name}`
  if (batch === undefined) return null
  const jobs = await sql<
    {
      id: JobId
      row_key: string
      content_hash: string | null
      state: JobState
      version: number
      is_current: boolean
      retryable: boolean | null
      charged: Charged | null
      adopted: boolean
      charged_ticks: bigint | null
      contingent_ticks: bigint | null
      committed: bigint
    }[]
  >`
    select id, row_key, case when adopted then content_hash else coalesce(content_hash, '') end as content_hash,
      state, version, is_current, adopted,
      (failure ->> 'retryable')::boolean as retryable, failure ->> 'charged' as charged, charged_ticks, contingent_ticks,
      ${committedTicks(sql)} as committed
    from jobs where batch_id = ${batch.id}`
  return {
    id: batch.id,
    state: batch.state,
    revision: batch.revision,
    budgetTicks: batch.budget_ticks,
    accountId: batch.account_id,
    brakes: {
      trialRows: batch.trial_rows,
      stopWhen: stopRuleFrom(batch),
      isStopChosen: batch.stop_chosen,
    },
    rows: jobs
      .filter((job) => job.is_current)
      .map((job) => ({
        jobId: job.id,
        rowKey: job.row_key,
        contentHash: job.content_hash,
        state: job.state,
        version: job.version,
        adopted: job.adopted,
        failure:
          job.retryable === null || job.charged === null
            ? null
            : { retryable: job.retryable, charged: job.charged },
        committed: commitmentOf(job.committed, job.charged_ticks, job.contingent_ticks),
      })),
    past: jobs
      .filter((job) => !job.is_current)
      .map((job) => commitmentOf(job.committed, job.charged_ticks, job.contingent_ticks))
      .reduce(addCommitments, noCommitment),
  }
}
