import type { JobId, JsonValue, Ticks } from '@reelkeep/core'

/** What a bill says about one task. */
export type BilledTask = {
  readonly taskId: string
  /** Of all its lines; a refund counts against its charge. */
  readonly ticks: Ticks
  readonly at: Date | null
  readonly model: string | null
  /** Where in the file; the first hundred. */
  readonly fileLines: readonly number[]
}

export const billVerdicts = ['matched', 'missing', 'extra', 'different'] as const
/**
 * `missing`: we booked it, or hold it possible, and the bill lacks it. `extra`: the bill has a task that we do not know.
 * `different`: both have it, with other amounts, or ours was not known.
 */
export type BillVerdict = (typeof billVerdicts)[number]

export type VerdictSum = {
  readonly lines: number
  readonly billedTicks: Ticks
  readonly bookedTicks: Ticks
  readonly atRiskTicks: Ticks
}

export type Reconciliation = {
  readonly id: string
  readonly upstream: string
  readonly fileName: string | null
  readonly fileSha256: string
  readonly format: string
  readonly columns: JsonValue
  readonly from: Date | null
  readonly to: Date | null
  readonly lineCount: number
  readonly billTicks: Ticks
  readonly createdAt: Date
  /** Null: nothing was changed by it. */
  readonly appliedAt: Date | null
  readonly takesBackMissing: boolean
  readonly verdicts: Readonly<Record<BillVerdict, VerdictSum>>
  readonly adjustedTicks: Ticks
  readonly adjustedLines: number
}

export type ReconciliationLine = {
  readonly place: number
  readonly verdict: BillVerdict
  readonly taskId: string | null
  readonly submissionId: string | null
  readonly jobId: JobId | null
  readonly model: string | null
  readonly billedAt: Date | null
  readonly fileLines: readonly number[]
  readonly billedTicks: Ticks | null
  readonly bookedTicks: Ticks | null
  readonly atRiskTicks: Ticks | null
  readonly adjustedTicks: Ticks | null
  /** The task has not ended, or its fate is in doubt: its charge is still to be booked, and a bill is not applied to it. */
  readonly isOpen: boolean
}
