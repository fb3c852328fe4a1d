import { assertNever } from '../assert-never.ts'
import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { backToQueue, failJob } from './fail-job.ts'
import type { Job } from './job.ts'
import { partOf, reopenJob } from './reopen-job.ts'
import { releaseContingent, releaseReservation } from './settle-money.ts'
import { decided, ignored, later } from './verdicts.ts'
import { writeOff } from './write-off.ts'

type PersonEvent = Extract<
  JobEvent,
  {
    type:
      | 'job-canceled'
      | 'job-retried'
      | 'job-paused'
      | 'job-resumed'
      | 'job-rearchived'
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
    case 'link-allowed':
      return job.state === 'archiving' && job.waitingFor === 'link_refused'
        ? tryLinkAgain(event, context)
        : ignored(job, 'its link is not refused')
    case 'submission-written-off':
      return job.state === 'rendering' && job.overdue
        ? giveUp(job, event, context)
        : resolve(job, event, context)
    case 'submission-bound':
    case 'submission-resubmitted':
      return resolve(job, event, context)
    default:
      return assertNever(event)
  }
}

/** An upstream that never ends a task would hold it, and at last the gate, for ever. What it may have cost stays on the books. */
function giveUp(
  job: Job,
  event: Extract<PersonEvent, { type: 'submission-written-off' }>,
  context: DecideContext,
): Verdict {
  return failJob(
    job,
    {
      step: 'resolve',
      reason: 'written_off',
      upstreamStatus: event.message,
      submissionStatus: 'written_off',
      settle: true,
    },
    context,
  )
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

function resolve(
  job: Job,
  event: Exclude<
    PersonEvent,
    {
      type: 'job-canceled' | 'job-retried' | 'job-paused' | 'job-resumed' | 'job-rearchived' | 'link-allowed'
    }
  >,
  context: DecideContext,
): Verdict {
  if (job.state !== 'unconfirmed') return ignored(job, 'only an unconfirmed job can be resolved')
  const { now } = context
  switch (event.type) {
    case 'submission-bound': {
      const money = releaseContingent(job)
      return decided({
        changes: {
          ...money.changes,
          state: 'rendering',
          holdsSlot: true,
          submittedAt: job.submission?.sentAt ?? now,
          dueAt: now,
        },
        event: { kind: 'submission-bound', detail: { by: event.by, task: event.taskId, why: event.message } },
        submission: {
          status: 'accepted',
          taskId: event.taskId,
          ...(event.credentialId === null ? {} : { credentialId: event.credentialId }),
          ...(event.baseUrl === null ? {} : { baseUrl: event.baseUrl }),
        },
        ledger: money.ledger,
        wake: { step: 'poll', at: now },
      })
    }
    case 'submission-resubmitted': {
      const contingent = releaseContingent(job)
      const reserved = releaseReservation(job)
      return decided({
        changes: { ...contingent.changes, ...reserved.changes, ...backToQueue(now) },
        event: { kind: 'submission-resubmitted', detail: { by: event.by, why: event.message } },
        submission: { status: 'resolved_absent', message: event.message },
        ledger: [...contingent.ledger, ...reserved.ledger],
      })
    }
    case 'submission-written-off':
      return writeOff(job, event.message, context)
    default:
      return assertNever(event)
  }
}
