import type { JsonValue } from '../job/decision.ts'
import type { KeyFacts, OwnerFacts } from './job-document.ts'

/** The first line of a manifest: the batch itself. Its rows follow, in the order of the file. */
export type BatchDocument = {
  readonly schema: typeof batchDocumentSchema
  readonly recorded_at: string
  readonly owner: OwnerFacts
  readonly key: KeyFacts
  readonly batch: BatchFacts
  /** The caps its money counts against. */
  readonly accounts: readonly AccountFacts[]
}

export const batchDocumentSchema = 'reelkeep.batch/1'

export type BatchFacts = {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly revision: number
  readonly budget_ticks: string | null
  readonly max_price_ticks: string | null
  readonly options: { readonly [key: string]: JsonValue }
  readonly intake: { readonly [key: string]: JsonValue }
  readonly columns: readonly string[]
  readonly created_at: string
  readonly updated_at: string
  readonly finished_at: string | null
  /** What makes it stop by itself, and why it stands still; absent where a record is older than that. */
  readonly trial_rows?: number | null
  readonly stop_failed_share?: number | null
  readonly stop_after?: number | null
  readonly stop_chosen?: boolean
  readonly judged_from?: string | null
  readonly pause_reason?: string | null
  readonly pause_detail?: { readonly [key: string]: JsonValue } | null
  readonly paused_at?: string | null
}

export type AccountFacts = {
  readonly id: string
  readonly kind: string
  readonly key_id: string | null
  readonly on_day: string | null
  readonly cap_ticks: string | null
  readonly created_at: string
}

/** The first line of the list of an owner's jobs that were posted alone and have not ended. */
export type OpenJobsDocument = {
  readonly schema: typeof openJobsDocumentSchema
  readonly recorded_at: string
  readonly owner: OwnerFacts
}

export const openJobsDocumentSchema = 'reelkeep.open-jobs/1'

/** A line of a manifest for a row that is told in full beside its clip. */
export type RecordedRow = {
  readonly job_id: string
  readonly row: number | null
  readonly version: number
  readonly sidecar: string
}
