import type { JsonValue } from '../job/decision.ts'

/** What is written of a job into the bucket: everything that brings it back, and no link to a clip or key to anything. */
export type JobDocument = {
  readonly schema: typeof jobDocumentSchema
  readonly recorded_at: string
  readonly owner: OwnerFacts
  readonly key: KeyFacts
  /** Null: posted alone. */
  readonly batch: BatchName | null
  readonly job: JobFacts
  /** Oldest first, as are the next three. */
  readonly submissions: readonly SubmissionFacts[]
  readonly ledger: readonly LedgerFacts[]
  readonly failures: readonly FailureFacts[]
  readonly events: readonly EventFacts[]
  readonly clip: ClipFacts | null
  /** What a person made of the clip; null: nobody has said. */
  readonly mark: MarkFacts | null
}

/** Raised when an older reader could misunderstand a newer document; a field more is no such reason. */
export const jobDocumentSchema = 'reelkeep.job/1'

// Below, the words are those of the columns; times are ISO 8601 with all digits of the database, ticks decimal text.

export type OwnerFacts = { readonly id: string; readonly name: string; readonly created_at: string }

/** A key by its name only: what opens the door is in no record. */
export type KeyFacts = {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly created_at: string
}

/** Enough of a batch to stand for it when its manifest is lost. */
export type BatchName = {
  readonly id: string
  readonly name: string
  readonly columns: readonly string[]
  readonly created_at: string
}

type JsonObject = { readonly [key: string]: JsonValue }

export type JobFacts = {
  readonly id: string
  readonly batch_row: number | null
  readonly row_key: string | null
  readonly content_hash: string | null
  readonly is_current: boolean
  readonly supersedes_id: string | null
  readonly custom_id: string | null
  readonly name: string | null
  readonly priority: number
  readonly metadata: JsonObject
  readonly row_data: JsonObject | null
  readonly created_at: string
  readonly upstream: string
  readonly model: string
  readonly operation: string
  readonly prompt: string
  readonly duration_s: number | null
  readonly aspect_ratio: string | null
  readonly resolution: string | null
  readonly image_urls: readonly string[]
  readonly video_url: string | null
  readonly clip_key: string
  readonly simulated: boolean
  readonly keep_exchanges: boolean
  readonly adopted: boolean
  readonly reused_from: string | null
  readonly quoted_ticks: string | null
  readonly max_price_ticks: string | null
  readonly price_version: string | null
  readonly account_ids: readonly string[]
  readonly state: string
  readonly reason: string | null
  readonly waiting_for: string | null
  readonly due_at: string | null
  readonly next_step: string | null
  readonly version: number
  readonly last_seq: number
  readonly overdue: boolean
  readonly submissions: number
  readonly retries: number
  readonly polls: number
  readonly poll_failures: number
  readonly archive_failures: number
  readonly link_refreshes: number
  readonly reopens: number
  readonly progress: number | null
  readonly upstream_status: string | null
  /** When the link died, or was to die, that the clip was fetched from; the link itself is in no record. */
  readonly source_expires_at: string | null
  readonly reported: JsonObject | null
  readonly mismatch: readonly JsonValue[]
  readonly reserved_ticks: string
  readonly charged_ticks: string | null
  readonly reported_ticks: string | null
  readonly contingent_ticks: string | null
  readonly cost_source: string
  readonly failure: JsonObject | null
  readonly submitted_at: string | null
  readonly rendered_at: string | null
  readonly finished_at: string | null
}

export type SubmissionFacts = {
  readonly id: string
  readonly number: number
  readonly status: string
  readonly deadline_at: string | null
  readonly sent_at: string | null
  readonly upstream: string
  readonly task_id: string | null
  /** A person named the task, and no answer of the upstream has spoken of it. */
  readonly task_unproven: boolean
  readonly credential_id: string | null
  readonly base_url: string | null
  readonly requested_model: string
  readonly reported_model: string | null
  readonly price_version: string | null
  readonly http_status: number | null
  readonly message: string | null
  readonly created_at: string
  readonly settled_at: string | null
}

export type LedgerFacts = {
  readonly charge_key: string
  readonly submission_id: string | null
  readonly upstream: string
  readonly model: string
  readonly kind: string
  readonly debit: string
  readonly credit: string
  readonly ticks: string | null
  readonly source: string
  readonly price_version: string | null
  readonly simulated: boolean
  readonly at: string
}

export type FailureFacts = {
  readonly submission_id: string | null
  readonly upstream: string
  readonly model: string
  readonly step: string
  readonly reason: string
  readonly fingerprint: string
  readonly message: string
  readonly charged: string
  readonly retryable: boolean
  readonly upstream_status: string | null
  readonly at: string
}

export type EventFacts = {
  readonly seq: number
  readonly kind: string
  readonly from_state: string | null
  readonly to_state: string
  readonly detail: JsonObject
  readonly at: string
}

export type ClipFacts = {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  readonly sha256: string
  readonly media_sha256: string | null
  readonly crc32: string
  readonly content_type: string
  readonly duration_ms: number
  readonly width: number
  readonly height: number
  readonly codec: string
  readonly archived_at: string
}

export type MarkFacts = {
  readonly mark: 'keep' | 'redo'
  readonly note: string | null
  readonly at: string
  /** Of who set it. */
  readonly key: KeyFacts
}
