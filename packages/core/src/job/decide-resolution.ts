import { assertNever } from '../assert-never.ts'
import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { backToQueue, failJob } from './fail-job.ts'
import type { Job } from './job.ts'
import { canCorrectTask } from './prove-task.ts'
import { partOf, takeUpAgain } from './reopen-job.ts'
import { releaseContingent, releaseDoubt, releaseReservation } from './settle-money.ts'
import { decided, ignored } from './verdicts.ts'
import { writeOff } from './write-off.ts'

type Resolution = Extract<
  JobEvent,
  { type: 'submission-bound' | 'submission-resubmitted' | 'submission-written-off' }
>
type Bound = Extract<Resolution, { type: 'submission-bound' }>
type Resubmitted = Extract<Resolution, { type: 'submission-resubmitted' }>
type WrittenOff = Extract<Resolution, { type: 'submission-written-off' }>

/**
 * A person ends the doubt about a submission, or takes back what a person said of it: as long as the upstream has not
 * spoken of the task that was bound, its name may be wrong. The submission stays the same one, so that nothing about it
 * is booked, or paid, twice.
 */
export function decideResolution(job: Job, event: Resolution, context: DecideContext): Verdict {
  if (job.state === 'unconfirmed') return resolve(job, event, context)
  if (canCorrectTask(job)) return correct(job, event, context)
  if (event.type === 'submission-written-off' && job.state === 'rendering' && job.overdue) {
    return giveUp(job, event, context)
  }
  return ignored(job, 'only an unconfirmed job, or one whose bound task was never seen, can be resolved')
}

function resolve(job: Job, event: Resolution, context: DecideContext): Verdict {
  switch (event.type) {
    case 'submission-bound': {
      const money = releaseContingent(job)
      return decided({
        changes: {
          ...money.changes,
          state: 'rendering',
          holdsSlot: true,
          submittedAt: job.submission?.sentAt ?? context.now,
          dueAt: context.now,
        },
        ...boundTo(event, null, context),
        ledger: money.ledger,
      })
    }
    case 'submission-resubmitted': {
      const contingent = releaseContingent(job)
      const reserved = releaseReservation(job)
      return decided({
        changes: { ...contingent.changes, ...reserved.changes, ...backToQueue(context.now) },
        ...foundAbsent(event),
        ledger: [...contingent.ledger, ...reserved.ledger],
      })
    }
    case 'submission-written-off':
      return writeOff(job, event.message, context)
    default:
      return assertNever(event)
  }
}

/** The task that was bound is another one, or none. Its silence may have ended the job already. */
function correct(job: Job, event: Resolution, context: DecideContext): Verdict {
  switch (event.type) {
    case 'submission-bound':
      return bindInstead(job, event, context)
    case 'submission-resubmitted': {
      const money = absentMoney(job)
      return decided({
        changes: { ...money.changes, ...backToQueue(context.now) },
        ...foundAbsent(event),
        ledger: money.ledger,
      })
    }
    case 'submission-written-off':
      return job.state === 'rendering' ? giveUp(job, event, context) : callWrittenOff(job, event, context)
    default:
      return assertNever(event)
  }
}

/**
 * What was written off stays at risk until a bill says otherwise: an answer that came after that stands on record, counts
 * on this doubt, and may have been paid for.
 */
function absentMoney(job: Job): ReturnType<typeof releaseDoubt> {
  if (job.state === 'rendering') return releaseReservation(job)
  return job.reason === 'written_off' ? { changes: {}, ledger: [] } : releaseDoubt(job)
}

function bindInstead(job: Job, event: Bound, context: DecideContext): Verdict {
  const insteadOf = job.submission?.taskId ?? null
  if (insteadOf === event.taskId) return ignored(job, 'it is bound to this very task')
  const bound = boundTo(event, insteadOf, context)
  if (job.state === 'failed') return decided({ ...takeUpAgain(job, context), ...bound })
  return decided({
    changes: { dueAt: context.now, pollFailures: 0, pollFailingSince: null, upstreamStatus: null },
    ...bound,
  })
}

function boundTo(
  { by, taskId, message, credentialId, baseUrl }: Bound,
  insteadOf: string | null,
  { now }: DecideContext,
) {
  return {
    event: {
      kind: 'submission-bound',
      detail: { by, task: taskId, why: message, ...(insteadOf === null ? {} : { instead_of: insteadOf }) },
    },
    submission: {
      status: 'accepted',
      taskId,
      isUnproven: true,
      message: null,
      ...(credentialId === null ? {} : { credentialId }),
      ...(baseUrl === null ? {} : { baseUrl }),
    },
    wake: { step: 'poll', at: now },
  } as const
}

function foundAbsent(event: Resubmitted) {
  return {
    event: {
      kind: 'submission-resubmitted',
      detail: { by: event.by, why: event.message, ...partOf(event) },
    },
    submission: { status: 'resolved_absent', message: event.message },
  } as const
}

/** An upstream that never ends a task would hold it, and at last the gate, for ever. What it may have cost stays on the books. */
function giveUp(job: Job, event: WrittenOff, context: DecideContext): Verdict {
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

/** It has ended and its money is settled: only why it ended is said anew. */
function callWrittenOff(job: Job, event: WrittenOff, context: DecideContext): Verdict {
  if (job.reason === 'written_off') return ignored(job, 'it is written off')
  return failJob(
    job,
    {
      step: 'resolve',
      reason: 'written_off',
      ...(job.failure === null ? {} : { charged: job.failure.charged }),
      upstreamStatus: event.message,
      submissionStatus: 'written_off',
      settle: false,
    },
    context,
  )
}
