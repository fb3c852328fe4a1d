import type { Job } from '@reelkeep/core'
import { fetchClip } from '../fetch-clip.ts'
import type { Finding, StepDefinition, StepIo } from '../step.ts'
import { withTwin } from '../with-twin.ts'

/** One attempt to keep the clip: from the upstream's link, or a clip of ours, through every check into our bucket. May be repeated. */
export const archiveStep: StepDefinition = {
  step: 'archive',
  states: ['archiving'],
  persistence: 'few-tries',
  act: archive,
}

async function archive(job: Job, { signal, world }: StepIo): Promise<Finding> {
  FAILPOINT: await world.failpoint('archive.before_fetch', job)
  const event = await fetchClip(job, signal, world)
  const isSafe = event.type === 'clip-archived' || event.type === 'clip-rescued'
  // A clip that is whole is kept even if we are going down; a download that we stopped is not a failure.
  if (signal.aborted && !isSafe) return { outcome: 'given-back' }
  if (event.type !== 'clip-archived') return { outcome: 'found', job, event }
  FAILPOINT: await world.failpoint('archive.before_commit', job)
  return { outcome: 'found', job, event: await withTwin(job, event, world) }
}
