import type { DecideContext } from './decide.ts'
import type { Decision, JsonValue, Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import type { Charged, FailureReason } from './failure.ts'
import type { Job } from './job.ts'
import { reserveAgain } from './settle-money.ts'
import { decided, ignored } from './verdicts.ts'

type Rearchived = Extract<JobEvent, { type: 'job-rearchived' }>

/**
 * A failed job whose task may still give the clip goes back to where that task is asked about: no submission, and nothing
 * paid that was not paid before. Charged already: only a fresh link is wanted. In doubt: it renders again, as far as we
 * know, and what it may have cost is reserved again until somebody knows.
 */
export function reopenJob(job: Job, event: Rearchived, { now, rules }: DecideContext): Verdict {
  const { state, failure, submission } = job
  const facts = { state, reason: failure?.reason ?? null, charged: failure?.charged ?? null }
  if (!canReopen({ ...facts, hasTask: submission !== null && submission.taskId !== null })) {
    return ignored(job, 'no task is left that could still give its clip')
  }
  const { changes, ledger } = takeUpAgain(job, { now, rules })
  return decided({
    changes,
    event: { kind: 'job-rearchived', detail: { by: event.by, ...partOf(event) } },
    submission: { status: 'accepted', message: null },
    ledger,
    wake: { step: 'poll', at: now },
  })
}

/** The submission of a failed job lives again: what becomes of the row and its money, whatever is asked about. */
export function takeUpAgain(
  job: Job,
  { now, rules }: Pick<DecideContext, 'now' | 'rules'>,
): Pick<Decision, 'changes' | 'ledger'> {
  const { failure } = job
  const reopened: Job = { ...job, reopens: job.reopens + 1 }
  const isInDoubt = failure?.charged === 'unknown' && !isBilled(job)
  const money = isInDoubt ? reserveAgain(reopened) : { changes: {}, ledger: [] }
  const overdue = isInDoubt && isPastDeadline(job, now, rules)
  return {
    changes: {
      ...money.changes,
      state: isInDoubt ? 'rendering' : 'archiving',
      reason: null,
      failure: null,
      waitingFor: null,
      dueAt: now,
      overdue: isInDoubt ? overdue : job.overdue,
      holdsSlot: isInDoubt && !overdue && !job.adopted,
      pollFailures: 0,
      pollFailingSince: null,
      archiveFailures: 0,
      linkRefreshes: 0,
      reopens: reopened.reopens,
      sourceUrl: null,
      sourceExpiresAt: null,
      sourceSeenAt: null,
      linkAlarms: 0,
      finishedAt: null,
    },
    ledger: money.ledger,
  }
}

export type ReopenFacts = {
  readonly state: Job['state']
  readonly reason: string | null
  readonly charged: Charged | null
  /** Of its latest submission. */
  readonly hasTask: boolean
}

/** After these the upstream may still have the clip. Its own verdict that there is none is not asked about again. */
const mayStillGive: ReadonlySet<string> = new Set<FailureReason>([
  'artifact_lost',
  'invalid_artifact',
  'no_artifact',
  'crashed',
  'upstream_lost',
  'written_off',
])

/** Whether asking the upstream again may still bring the clip, for nothing. What was free is retried instead. */
export function canReopen({ state, reason, charged, hasTask }: ReopenFacts): boolean {
  return state === 'failed' && hasTask && charged !== 'no' && reason !== null && mayStillGive.has(reason)
}

/** Names the bulk action in a line of history. */
export function partOf({ operation }: { readonly operation?: string }): {
  readonly [key: string]: JsonValue
} {
  return operation === undefined ? {} : { operation }
}

/** A bill has settled since what the failure cost: nothing more is booked for it. */
function isBilled({ quotedTicks, contingentTicks, chargedTicks }: Job): boolean {
  return chargedTicks !== null && quotedTicks !== null && (contingentTicks ?? 0n) < quotedTicks
}

function isPastDeadline(job: Job, now: Date, rules: DecideContext['rules']): boolean {
  if (job.overdue || job.submittedAt === null) return true
  const { deadlineMs } = rules.planFor(job.model, job.params.durationS)
  return now.getTime() - job.submittedAt.getTime() > deadlineMs
}
