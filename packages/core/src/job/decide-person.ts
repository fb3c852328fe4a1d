import { assertNever } from '../assert-never.ts'
import type { DecideContext } from './decide.ts'
import { decideResolution } from './decide-resolution.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { backToQueue } from './fail-job.ts'
import type { Job } from './job.ts'
import { partOf, reopenJob } from './reopen-job.ts'
import { decided, ignored, later } from './verdicts.ts'

type PersonEvent = Extract<
  JobEvent,
  {
    type:
      | 'job-canceled'
      | 'job-retried'
      | 'job-paused'
      | 'job-resumed'
      | 'job-rearchived'
      | 'job-hurried'
      | 'link-allowed'
      | 'submission-bound'
      | 'submission-resubmitted'
      | 'submission-written-off'
  }
>

/** Workers read permissions every two seconds; a link that is tried before that would be refused once more. */
const permissionReadMs = 3_000

/** What a person may do: cancel what was never sent, retry what failed, resolve what is unconfirmed, give up what is overdue, ask again for what was paid. */
export function decidePerson(job: Job, event: PersonEvent, context: DecideContext): Verdict {
  switch (event.type) {
    case 'job-canceled':
      return job.state === 'queued'
        ? cancel(event, context)
        : ignored(job, 'only a queued job can be canceled')
    case 'job-retried':
      if (job.adopted) return ignored(job, 'an adopted task is never sent')
      return job.state === 'failed' ? retry(event, context) : ignored(job, 'only a failed job can be retried')
    case 'job-paused':
      return pause(job, event)
    case 'job-resumed':
      return resume(job, event, context)
    case 'job-rearchived':
      return reopenJob(job, event, context)
    case 'job-hurried':
      return hurry(job, event, context)
    case 'link-allowed':
      return job.state === 'archiving' && job.waitingFor === 'link_refused'
        ? tryLinkAgain(event, context)
        : ignored(job, 'its link is not refused')
    case 'submission-bound':
    case 'submission-resubmitted':
    case 'submission-written-off':
      return decideResolution(job, event, context)
    default:
      return assertNever(event)
  }
}

function cancel(event: Extract<PersonEvent, { type: 'job-canceled' }>, { now }: DecideContext): Verdict {
  return decided({
    changes: { state: 'canceled', reason: event.reason, waitingFor: null, dueAt: null, finishedAt: now },
    event: { kind: 'job-canceled', detail: { by: event.by, reason: event.reason, ...partOf(event) } },
    notice: { kind: 'job.canceled' },
  })
}

function retry(event: Extract<PersonEvent, { type: 'job-retried' }>, { now }: DecideContext): Verdict {
  return decided({
    changes: { ...backToQueue(now), retries: 0 },
    event: { kind: 'job-retried', detail: { by: event.by, ...partOf(event) } },
  })
}

/** Only what is queued can be held: what was sent is paid for, and is fetched whatever anybody says. */
function pause(job: Job, event: Extract<PersonEvent, { type: 'job-paused' }>): Verdict {
  if (job.state !== 'queued') return ignored(job, 'only a queued job can be paused')
  if (job.waitingFor === 'pause') return ignored(job, 'it is paused')
  return decided({
    // Nothing happens to it by itself any more.
    changes: { waitingFor: 'pause', dueAt: null },
    event: { kind: 'job-paused', detail: { by: event.by } },
  })
}

function resume(
  job: Job,
  event: Extract<PersonEvent, { type: 'job-resumed' }>,
  { now }: DecideContext,
): Verdict {
  if (job.state !== 'queued' || job.waitingFor !== 'pause') return ignored(job, 'it is not paused')
  return decided({
    changes: { waitingFor: null, dueAt: now },
    event: { kind: 'job-resumed', detail: { by: event.by } },
  })
}

/**
 * Only what is paid for can be hurried: a create waits for its turn. Which step is due stands in the row, and stays. A
 * refused host is refused again, however soon, until a person allows it.
 */
function hurry(
  job: Job,
  event: Extract<PersonEvent, { type: 'job-hurried' }>,
  { now }: DecideContext,
): Verdict {
  if (job.state !== 'rendering' && job.state !== 'archiving')
    return ignored(job, 'nothing of it is due later')
  if (job.waitingFor === 'link_refused') return ignored(job, 'its link is refused')
  if (job.dueAt === null || job.dueAt <= now) return ignored(job, 'it is due already')
  return decided({
    changes: { dueAt: now },
    event: { kind: 'job-hurried', detail: { by: event.by, was_due_at: job.dueAt.toISOString() } },
  })
}

function tryLinkAgain(
  event: Extract<PersonEvent, { type: 'link-allowed' }>,
  { now }: DecideContext,
): Verdict {
  const dueAt = later(now, permissionReadMs)
  return decided({
    changes: { waitingFor: null, dueAt },
    event: { kind: 'link-allowed', detail: { by: event.by, host: event.host } },
    wake: { step: 'archive', at: dueAt },
  })
}
