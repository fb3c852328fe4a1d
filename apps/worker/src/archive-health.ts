import type { JobEvent } from '@reelkeep/core'

/** Whether clips can be kept at the moment, judged by what the archive step met; while they cannot, none is bought. */
export type ArchiveHealth = {
  record(event: JobEvent): void
  isUnwell(): boolean
}

/** One or two failures are a hiccup; so many in a row, over all jobs, are the store's own trouble. */
const failuresMin = 3
/** Longer than the longest wait between two tries of a job: past it nothing is known any more. */
const forgetAfterMs = 90_000

export function createArchiveHealth(monotonicMs: () => number): ArchiveHealth {
  let failures = 0
  let failedAtMs = 0
  return {
    record: (event) => {
      if (event.type === 'clip-archived') failures = 0
      if (event.type !== 'archive-interrupted' || event.where !== 'store') return
      failures += 1
      failedAtMs = monotonicMs()
    },
    isUnwell: () => failures >= failuresMin && monotonicMs() - failedAtMs < forgetAfterMs,
  }
}
