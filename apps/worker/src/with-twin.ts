import type { Job, JobEvent } from '@reelkeep/core'
import { describeError } from './log.ts'
import type { World } from './world.ts'

type Archived = Extract<JobEvent, { type: 'clip-archived' }>

/** The same fact, with the job whose clip has the very same media, if one is known. */
export async function withTwin(job: Job, event: Archived, { mediaTwins, log }: World): Promise<Archived> {
  const twinId = await mediaTwins.twinOf(job, event.clip).catch((error) => {
    // The clip is safe and its save must not wait for this: better kept without the remark than fetched again.
    log.warn({ job_id: job.id, error: describeError(error) }, 'not compared with other clips')
    return null
  })
  return { ...event, twinId }
}
