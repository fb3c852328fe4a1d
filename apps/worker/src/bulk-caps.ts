import type { BulkObjection, JobId } from '@reelkeep/core'
import { type BulkJob, type Database, readCapRoom } from '@reelkeep/db'

/**
 * Which of these jobs no cap has room for, counted one after the other: sent back in line they would only wait for the
 * budget. Admission has the last word on every one that goes.
 */
export async function capObjections(
  db: Database,
  jobs: readonly BulkJob[],
): Promise<Map<JobId, BulkObjection>> {
  const room = await readCapRoom(db, [...new Set(jobs.flatMap(({ accountIds }) => accountIds))])
  const objections = new Map<JobId, BulkObjection>()
  for (const { jobId, accountIds, reserveTicks, facts } of jobs) {
    const caps = accountIds.filter((id) => room.has(id))
    if (facts.state !== 'failed' || caps.length === 0) continue
    if (reserveTicks === null) {
      objections.set(jobId, { code: 'price_unknown', message: 'it has no price, and a cap applies to it' })
    } else if (caps.some((id) => (room.get(id) ?? 0n) < reserveTicks)) {
      objections.set(jobId, { code: 'over_budget', message: 'no cap of its batch or key has room for it' })
    } else for (const id of caps) room.set(id, (room.get(id) ?? 0n) - reserveTicks)
  }
  return objections
}
