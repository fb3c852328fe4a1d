import type { JobEvent, JobId } from '@reelkeep/core'

/** Whether clips can be kept at the moment, judged by what the archive step met; while they cannot, none is bought. */
export type ArchiveHealth = {
  record(jobId: JobId, event: JobEvent): void
  isUnwell(): boolean
}

/**
 * One or two jobs whose clip the store would not take are their own trouble; so many, with no clip kept between, are the
 * store's. One job that fails for ever must not stop all others.
 */
const failingJobsMin = 3
/** Longer than the longest wait between two tries of a job: past it nothing is known any more. */
const forgetAfterMs = 90_000

export function createArchiveHealth(monotonicMs: () => number): ArchiveHealth {
  const failing = new Set<JobId>()
  let failedAtMs = 0
  return {
    record: (jobId, event) => {
      if (event.type === 'clip-archived') failing.clear()
      if (event.type !== 'archive-interrupted' || event.where !== 'store') return
      failing.add(jobId)
      failedAtMs = monotonicMs()
    },
    isUnwell: () => failing.size >= failingJobsMin && monotonicMs() - failedAtMs < forgetAfterMs,
  }
}
