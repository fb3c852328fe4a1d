import type { SurpriseRecord } from '@reelkeep/db'
import type { UpstreamJson } from '../schemas/upstream.ts'

/** What one upstream said that its dialect does not know, latest first. */
export function presentSurprises(
  surprises: readonly SurpriseRecord[],
  upstream: string,
): UpstreamJson['surprises'] {
  return surprises
    .filter((surprise) => surprise.upstream === upstream)
    .map(({ kind, name, count, firstAt, lastAt, jobId }) => ({
      kind,
      name,
      count,
      first_seen: firstAt.toISOString(),
      last_seen: lastAt.toISOString(),
      job_id: jobId,
    }))
}
