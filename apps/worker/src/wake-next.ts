import type { Job } from '@reelkeep/core'
import { describeError } from './log.ts'
import type { Settled } from './settle.ts'
import type { World } from './world.ts'

/** After the commit, never before: a message that overtakes its row would be dropped as unknown. */
export async function wakeNext(before: Job, settled: Settled, world: World): Promise<void> {
  if (settled.outcome !== 'saved') return
  const { job, decision } = settled
  if (job.state === 'queued' || (before.holdsSlot && !job.holdsSlot)) world.nudgeAdmission(job.upstream)
  // A cap that waited for this money may hold back jobs of any upstream.
  if (heldBy(job) < heldBy(before))
    for (const upstream of world.upstreams.keys()) world.nudgeAdmission(upstream)
  if (decision.wake === null) return
  world.rows.remember(job)
  try {
    await world.wake([
      { jobId: job.id, version: job.version, ...decision.wake, expiresAt: job.sourceExpiresAt },
    ])
  } catch (error) {
    world.log.warn({ job_id: job.id, error: describeError(error) }, 'not rung; the sweep will')
  }
}

/** What counts against its caps, all in all. */
function heldBy({ reservedTicks, chargedTicks, contingentTicks }: Job): bigint {
  return reservedTicks + (chargedTicks ?? 0n) + (contingentTicks ?? 0n)
}
