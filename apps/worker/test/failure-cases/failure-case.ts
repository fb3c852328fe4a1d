import type { Charged, FailureReason, JobState, Mode, WaitingFor } from '@reelkeep/core'
import { type Vendor, vendors } from '../journey-upstream.ts'

/** A case of docs/failure-cases.md, and how a job that meets it must end. */
export type FailureCase = {
  readonly row: number
  /** The case in the table's words; the title of its tests. */
  readonly title: string
  /** What makes the simulator do it: the names of its scenarios, with spaces between them. */
  readonly marker: string
  readonly at: readonly Vendor[]
  readonly mode?: Mode
  /** The upstream is asked under the name that its links have as well. Elsewhere the two are strangers to each other. */
  readonly isLinkHost?: boolean
  /**
   * Absent: it shares the vendor's upstream with all others. A case that closes or strains a gate, or needs settings,
   * is met at an upstream of its own, or of its group.
   */
  readonly apart?: string
  readonly settings?: { readonly [key: string]: unknown }
  readonly ends: Ending
}

export type Ending = {
  readonly state: JobState
  readonly reason?: FailureReason
  readonly waitingFor?: WaitingFor
  readonly overdue?: boolean
  /** What stands on the job: charged, known to be free, or nobody can say. Absent: nothing was ever booked. */
  readonly charged?: Charged | ((vendor: Vendor) => Charged)
  /** Our estimate is the quote, whatever the simulator's bill says: the vendor tells nobody. */
  readonly isQuoteOnly?: (vendor: Vendor) => boolean
  /** Tasks that the simulator has made for it; 1 when absent. */
  readonly creations?: number
  /** Retries that the machine has made by itself; none when absent. */
  readonly retries?: number
  /** Kinds of events that its history must show. */
  readonly history?: readonly string[]
  /** In what one of its events says for people. */
  readonly says?: RegExp
  /** How often it was asked about at least, where the case lies in the answers on the way. */
  readonly polls?: number
  /** Fields in which the clip differs from what was asked. */
  readonly mismatch?: (vendor: Vendor) => readonly string[]
  /** In the reason for which its gate is closed by now. */
  readonly gate?: RegExp
}

export const everywhere = vendors
export const gateways = ['globalaiopc', 'xingchaoyiqing'] as const
export const xaiFamily = ['cometapi', 'xai'] as const

export const archived: Ending = { state: 'archived', charged: 'yes' }
/** Nobody knows whether it was made; no machine sends it again. */
export const unconfirmed: Ending = { state: 'unconfirmed', history: ['submission-unknown'] }
export const unmade: Ending = { ...unconfirmed, creations: 0 }
export const rejected: Ending = { state: 'failed', reason: 'rejected', charged: 'no', creations: 0 }
export const noArtifact: Ending = { state: 'failed', reason: 'no_artifact', charged: 'yes' }
export const artifactLost: Ending = { state: 'failed', reason: 'artifact_lost', charged: 'yes' }
export const invalidArtifact: Ending = { state: 'failed', reason: 'invalid_artifact', charged: 'yes' }

/** Back in line behind a gate that says why; nothing was made and no attempt is spent. */
export function behindGate(why: RegExp): Ending {
  return { state: 'queued', waitingFor: 'gate', creations: 0, history: ['account-refused'], gate: why }
}
