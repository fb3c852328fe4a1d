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
