import type { Job, Mismatch, Reported } from './job.ts'

/** Where the upstream's own report differs from what was asked. Recorded; the clip is kept all the same. */
export function renderMismatch(job: Job, reported: Reported): readonly Mismatch[] {
  const found: Mismatch[] = []
  if (reported.model !== null && reported.model !== job.model) {
    found.push({ field: 'model', asked: job.model, got: reported.model })
  }
  const { durationS } = job.params
  if (reported.durationS !== null && durationS !== null && Math.abs(reported.durationS - durationS) > 1) {
    found.push({ field: 'duration', asked: String(durationS), got: String(reported.durationS) })
  }
  return found
}

/** Joins two lists; what the clip itself shows replaces what was only reported about the same field. */
export function mergeMismatch(reported: readonly Mismatch[], seen: readonly Mismatch[]): readonly Mismatch[] {
  const fields = new Set(seen.map((mismatch) => mismatch.field))
  return [...reported.filter((mismatch) => !fields.has(mismatch.field)), ...seen]
}
