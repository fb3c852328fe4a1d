import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { type Failing, failJob } from './fail-job.ts'
import { isReused, type Job } from './job.ts'
import { decided, ignored, later } from './verdicts.ts'

type WorkerLost = Extract<JobEvent, { type: 'worker-lost' }>

/** So many workers in a row may a job outlive; then it is set aside. */
export const crashesMax = 3
/** An intent that changed hands is given this long again before recovery may take it back. */
const intentMs = 60_000

/**
 * The job stays where it is and its step begins anew, or it is set aside after the third time. A POST that may have
 * left is none of this: `sender-lost` is what recovery says of that.
 */
export function decideCrash(job: Job, event: WorkerLost, context: DecideContext): Verdict {
  if (!isHeld(job, event)) return ignored(job, 'the worker that was lost did not hold it')
  const crashes = job.crashes + 1
  // A clip that is on a disk of ours is kept by whoever has the disk, without this step: failed, it would be lost to its job.
  if (crashes >= crashesMax && job.rescuedTo === null)
    return failJob(job, { ...parking(job), changes: { crashes } }, context)
  const { now } = context
  const isIntent = job.state === 'submitting'
  return decided({
    changes: { crashes, dueAt: isIntent ? later(now, intentMs) : now },
    event: { kind: 'worker-lost', detail: { step: event.step, crashes } },
    // The new holder's, so that recovery does not take it back as the dead one's.
    submission: isIntent ? { status: 'intent', workerId: event.workerId } : null,
    wake: { step: event.step, at: now },
  })
}

/**
 * From the second crash on it is in hand only while no other such job is: whatever ends the worker then, it is the one
 * that has used up its lives, and its neighbours have not.
 */
export function isOnLastLife({ crashes }: Pick<Job, 'crashes'>): boolean {
  return crashes >= crashesMax - 1
}

function isHeld({ state, submission }: Job, { step }: WorkerLost): boolean {
  switch (step) {
    case 'submit':
      return state === 'submitting' && submission?.status === 'intent'
    case 'poll':
      return state === 'rendering' || state === 'archiving'
    case 'archive':
      return state === 'archiving'
    default:
      return false
  }
}

/** Nothing was sent, a task may have been paid for, or the charge is on the books already. */
function parking(job: Job): Failing {
  const { state } = job
  const crashed = { reason: 'crashed', upstreamStatus: null } as const
  if (state === 'submitting') {
    return { ...crashed, step: 'submit', charged: 'no', submissionStatus: 'not_sent', settle: true }
  }
  if (state === 'rendering') {
    return { ...crashed, step: 'poll', charged: 'unknown', submissionStatus: 'failed', settle: true }
  }
  const charged = isReused(job) ? 'no' : 'yes'
  return { ...crashed, step: 'archive', charged, submissionStatus: 'finished', settle: false }
}
