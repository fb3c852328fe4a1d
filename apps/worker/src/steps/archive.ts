import type { Job } from '@reelkeep/core'
import { describeError } from '../log.ts'
import type { Finding, StepDefinition, StepIo } from '../step.ts'

/** One attempt to keep the clip: from the upstream's link through every check into our bucket. May be repeated. */
export const archiveStep: StepDefinition = {
  step: 'archive',
  states: ['archiving'],
  persistence: 'few-tries',
  act: archive,
}

async function archive(job: Job, { signal, world }: StepIo): Promise<Finding> {
  FAILPOINT: await world.failpoint('archive.before_fetch', job)
  const event = await world.archiver.archive(job, { signal })
  // A clip that is whole is kept even if we are going down; a download that we stopped is not a failure.
  if (signal.aborted && event.type !== 'clip-archived') return { outcome: 'given-back' }
  world.archiveHealth.record(job.id, event)
  if (event.type !== 'clip-archived') return { outcome: 'found', job, event }
  FAILPOINT: await world.failpoint('archive.before_commit', job)
  const twinId = await world.mediaTwins.twinOf(job, event.clip).catch((error) => {
    // The clip is safe and its save must not wait for this: better kept without the remark than fetched again.
    world.log.warn({ job_id: job.id, error: describeError(error) }, 'not compared with other clips')
    return null
  })
  return { outcome: 'found', job, event: { ...event, twinId } }
}
