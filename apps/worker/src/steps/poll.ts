import type { Job } from '@reelkeep/core'
import type { Finding, StepDefinition, StepIo } from '../step.ts'

/** Asks the upstream about a task, or, in `archiving`, for a fresh link. Costs nothing and may be repeated. */
export const pollStep: StepDefinition = {
  step: 'poll',
  states: ['rendering', 'archiving'],
  persistence: 'few-tries',
  act: poll,
}

async function poll(job: Job, { upstream, signal }: StepIo): Promise<Finding> {
  if (!(await upstream.pollPace.turn(signal))) return { outcome: 'given-back' }
  const answer = await upstream.port.poll(job, { signal })
  // An answer that we cut off ourselves says nothing about the upstream.
  if (signal.aborted) return { outcome: 'given-back' }
  return { outcome: 'found', job, ...answer }
}
