import type { DecideContext } from './decide.ts'
import type { Decision, Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import type { TaskId } from './ids.ts'
import type { Job } from './job.ts'
import { isLostToSilence } from './prove-task.ts'
import { takeUpAgain } from './reopen-job.ts'
import { holdOrphan, releaseContingent } from './settle-money.ts'
import { decided, ignored, later } from './verdicts.ts'

type Accepted = Extract<JobEvent, { type: 'submit-accepted' }>
type Orphaned = Extract<JobEvent, { type: 'submission-orphaned' }>

/** What the upstream really answered, awaited or late: it wins over `unconfirmed`, and over what a person took for it. */
export function accept(job: Job, event: Accepted, context: DecideContext): Verdict {
  const { now, rules } = context
  const status = job.submission?.status
  const awaited = job.state === 'submitting' && status === 'sending'
  const late = job.state === 'unconfirmed' && status === 'unknown'
  if (isMisbound(job, event.taskId)) return bindInstead(job, event, whileItRenders(now), now)
  if (isLostToSilence(job)) return bindInstead(job, event, takeUpAgain(job, context), now)
  if (!awaited && !late) return ignored(job, 'an acceptance for a submission that is settled')
  const plan = rules.planFor(job.model, job.params.durationS)
  const firstPollAt = later(now, plan.firstMs)
  const money = late ? releaseContingent(job) : { changes: {}, ledger: [] }
  return decided({
    changes: {
      ...money.changes,
      state: 'rendering',
      waitingFor: null,
      holdsSlot: true,
      dueAt: firstPollAt,
      upstreamStatus: event.upstreamStatus,
      submittedAt: now,
    },
    event: { kind: 'submission-accepted', detail: { task: event.taskId, late } },
    submission: { status: 'accepted', taskId: event.taskId },
    ledger: money.ledger,
    gate: { type: 'well' },
    wake: { step: 'poll', at: firstPollAt },
  })
}

/** A person named a task for this very POST. The upstream's own answer to it knows better, also where it is the same. */
function isMisbound({ state, submission }: Job, taskId: TaskId): boolean {
  if (state !== 'rendering' || submission?.status !== 'accepted') return false
  return submission.taskId !== taskId || submission.isUnproven
}

type Course = Pick<Decision, 'changes' | 'ledger'>

function whileItRenders(now: Date): Course {
  return { changes: { dueAt: now, pollFailures: 0, pollFailingSince: null, linkRefreshes: 0 }, ledger: [] }
}

function bindInstead(
  job: Job,
  { taskId, upstreamStatus }: Accepted,
  { changes, ledger }: Course,
  now: Date,
): Verdict {
  const insteadOf = job.submission?.taskId ?? null
  return decided({
    changes: { ...changes, upstreamStatus },
    event: { kind: 'submission-accepted', detail: { task: taskId, late: true, instead_of: insteadOf } },
    submission: { status: 'accepted', taskId, isUnproven: false, message: null },
    ledger,
    gate: { type: 'well' },
    wake: { step: 'poll', at: now },
  })
}

/** Nobody fetches its clip, but it is on the record and its price on the books, whatever became of the job. */
export function orphan(job: Job, event: Orphaned): Verdict {
  const { submissionId, taskId } = event
  const money = event.isAtRisk ? { changes: {}, ledger: [] } : holdOrphan(job, submissionId)
  return decided({
    changes: money.changes,
    event: { kind: 'submission-orphaned', detail: { submission: submissionId, task: taskId } },
    ledger: money.ledger,
  })
}
