import type { Ticks } from '../pricing/ticks.ts'
import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import { type Charged, type FailureReason, failureRules } from './failure.ts'
import { isReused, type Job, type JobFailure, type JobProgress } from './job.ts'
import { chargedBy, settleMoney } from './settle-money.ts'
import type { SubmissionStatus } from './submission.ts'
import { decided } from './verdicts.ts'

export type Failing = {
  readonly step: JobFailure['step']
  readonly reason: FailureReason
  /** What this very reply says, where it says more than the table. */
  readonly charged?: Charged
  readonly upstreamStatus: string | null
  readonly reportedTicks?: Ticks | null
  readonly submissionStatus: SubmissionStatus
  /** Null: the charge was settled before, when the render succeeded. */
  readonly settle: boolean
  readonly changes?: Partial<JobProgress>
}

/**
 * Ends a job as failed, or sends it back to `queued` when the failure is known to be free, may end differently, and
 * automatic retries are left. Never retries what may have cost money.
 */
export function failJob(job: Job, failing: Failing, context: DecideContext): Verdict {
  const rule = failureRules[failing.reason]
  const { reportedTicks = null } = failing
  const charged = chargedBy(failing.charged ?? rule.charged, reportedTicks, context.rules)
  const isMistyped = isProbablyMistyped(job, failing.reason)
  // Of a task that probably is none, no price is claimed: that it may have cost something is all that is put down.
  const priced = isMistyped ? { ...job, quotedTicks: null } : job
  const money = failing.settle
    ? settleMoney(priced, charged, reportedTicks, context.rules)
    : { changes: {}, ledger: [] }
  const failure: JobFailure = {
    step: failing.step,
    reason: failing.reason,
    message: isMistyped ? mistypedMessage : isMisbound(job, failing.reason) ? misboundMessage : rule.message,
    charged,
    retryable: rule.retryable && !job.adopted,
    upstreamStatus: failing.upstreamStatus,
  }
  const detail = { step: failing.step, reason: failing.reason, charged, upstream: failing.upstreamStatus }
  const submission = isReused(job)
    ? null
    : { status: failing.submissionStatus, message: failing.upstreamStatus }

  const mayRetry = failure.retryable && charged === 'no' && !leftToPeople.has(failing.reason)
  if (mayRetry && job.retries < context.rules.retries) {
    return decided({
      changes: {
        ...failing.changes,
        ...money.changes,
        ...backToQueue(context.now),
        retries: job.retries + 1,
      },
      event: { kind: 'retry-scheduled', detail: { ...detail, retry: job.retries + 1 } },
      submission,
      ledger: money.ledger,
    })
  }
  return decided({
    changes: {
      ...failing.changes,
      ...money.changes,
      state: 'failed',
      reason: failing.reason,
      failure,
      waitingFor: null,
      dueAt: null,
      holdsSlot: false,
      sourceUrl: null,
      sourceSeenAt: null,
      linkAlarms: 0,
      rescuedTo: null,
      finishedAt: context.now,
    },
    event: { kind: 'job-failed', detail },
    submission,
    ledger: money.ledger,
    notice: { kind: 'job.failed' },
  })
}

/** What ends its worker each time is set aside, and what was to cost nothing is bought by nobody but a person. */
const leftToPeople: ReadonlySet<FailureReason> = new Set(['crashed', 'reuse_lost'])

const mistypedMessage =
  'The upstream does not know the task. It was adopted and never found: its id is probably mistyped, or of another key.'

const misboundMessage =
  'The upstream does not know the task. A person bound it and the upstream never spoke of it: its id is probably mistyped. Bind the right one.'

function isMisbound({ submission }: Job, reason: FailureReason): boolean {
  return reason === 'upstream_lost' && submission?.isUnproven === true
}

/** The task was named by a person, and the upstream has not once said a word about it. */
function isProbablyMistyped({ adopted, upstreamStatus, progress }: Job, reason: FailureReason): boolean {
  return adopted && reason === 'upstream_lost' && upstreamStatus === null && progress === null
}

/** The row as it was before anything was sent; what it cost so far stays. */
export function backToQueue(dueAt: Date): Partial<JobProgress> {
  return {
    state: 'queued',
    reason: null,
    failure: null,
    waitingFor: null,
    dueAt,
    holdsSlot: false,
    overdue: false,
    pollFailures: 0,
    pollFailingSince: null,
    archiveFailures: 0,
    linkRefreshes: 0,
    reopens: 0,
    progress: null,
    upstreamStatus: null,
    sourceUrl: null,
    sourceExpiresAt: null,
    sourceSeenAt: null,
    linkAlarms: 0,
    rescuedTo: null,
    reported: null,
    mismatch: [],
    submittedAt: null,
    renderedAt: null,
    finishedAt: null,
  }
}
