import type { JobId, Step } from '@reelkeep/core'

/**
 * A doorbell: which row to read again, and the version it had when it was rung. No prompt, key or link ever
 * reaches the queue store.
 */
export type Message = { readonly id: JobId; readonly version: number }

/** Ring `step` for a job at `at`. */
export type JobWake = {
  readonly jobId: JobId
  readonly version: number
  readonly step: Step
  readonly at: Date
  /** When the link dies that an archive is for: of those that wait, the one that dies first is taken first. */
  readonly expiresAt?: Date | null
}

/** The queue of the nudges that tell admission to look now. */
export const admissionQueue = 'admission'

export type Nudge = { readonly upstream: string }

/** Unique per wake, so ringing twice for the same wake is harmless and a lost one can be rung again. */
export function messageIdOf(wake: Pick<JobWake, 'jobId' | 'version' | 'step'>): string {
  return `${wake.jobId}-${wake.step}-${wake.version}`
}

/** One waiting nudge per upstream is enough. BullMQ forbids a colon in an id. */
export function nudgeIdOf(upstream: string): string {
  return `nudge-${encodeURIComponent(upstream)}`
}
