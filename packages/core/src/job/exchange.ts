import type { Step } from './decision.ts'
import type { SubmissionId } from './ids.ts'

/** One question to an upstream and its answer, as it may be kept: no key, no prompt, no signed query, 64 KiB at most. */
export type ExchangeRecord = {
  readonly step: Step
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Null: no answer came. */
  readonly httpStatus: number | null
  readonly contentType: string | null
  readonly body: string | null
  readonly durationMs: number
  readonly submissionId: SubmissionId | null
}

/** A status word, or a field (dotted path, arrays as `[]`), of a reply that the dialect's table does not name. */
export type Surprise = { readonly kind: 'status' | 'field'; readonly name: string }

/** An exchange as the job keeps it: with what it was taken for. */
export type KeptExchange = ExchangeRecord & {
  /** The type of the event. */
  readonly readAs: string
  readonly surprises: readonly Surprise[]
}
