import type { Job } from '@reelkeep/core'
import type { Finding, StepDefinition, StepIo } from '../step.ts'

/** Asks the upstream about a task, or, in `archiving`, for a fresh link. Costs nothing and may be repeated. */
export const pollStep: StepDefinition = {
  step: 'poll',
  states: ['rendering', 'archiving'],
  persistence: 'few-tries',
  act: poll,
}

async function poll(job: Job, { upstream, signal, world }: StepIo): Promise<Finding> {
  const turn = await upstream.pollPace.turn(signal)
  if (turn === 'left') return { outcome: 'given-back' }
  if (turn !== 'come') return { outcome: 'put-off', againInMs: turn.againInMs }
  FAILPOINT: await world.failpoint('poll.before_ask', job)
  const answer = await upstream.port.poll(job, { signal })
  // An answer that we cut off ourselves says nothing about the upstream.
  if (signal.aborted) return { outcome: 'given-back' }
  FAILPOINT: await world.failpoint('poll.before_commit', job)
  return { outcome: 'found', job, ...answer }
}
