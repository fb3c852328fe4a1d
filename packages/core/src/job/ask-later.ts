import { assertNever } from '../assert-never.ts'
import { failedPollMs } from '../policy/wait.ts'
import type { DecideContext } from './decide.ts'
import type { GateChange, HistoryEvent, Verdict } from './decision.ts'
import type { PollEvent } from './event.ts'
import type { Job, JobProgress } from './job.ts'
import { decided, later } from './verdicts.ts'

type NoAnswer = Extract<
  PollEvent,
  { type: 'poll-unrecognized' | 'poll-unanswered' | 'poll-account-refused' | 'task-missing' }
>

/**
 * "No such task", or a refusal of the question, counts only when it persists: this often with no other answer between,
 * over this long in plan time. Both were seen to pass by themselves soon after a creation (docs/failure-cases.md, 4 and 7).
 */
const deniedPolls = 5
const deniedForMs = 600_000

/** No usable answer: the state stays, the wait doubles, only the first of a row of them writes a line. */
export function askLater(job: Job, event: NoAnswer, context: DecideContext): Verdict {
  const { now, rules, jitter } = context
  const isDenied = isDenial(event)
  // An upstream that was away and comes back without its tasks begins a count of its own.
  const failures = isDenied && job.pollFailingSince === null ? 1 : job.pollFailures + 1
  const plan = rules.planFor(job.model, job.params.durationS)
  // Longer than a link is planned to live nobody is obeyed: the clip would be gone.
  const retryAfterMs =
    event.type === 'poll-unanswered' ? Math.min(event.retryAfterMs ?? 0, rules.linkLifetimeMs) : null
  const dueAt = later(now, failedPollMs(plan, failures, retryAfterMs, jitter))
  return decided({
    changes: {
      ...overdueChanges(job, isOverdue(job, context)),
      polls: job.polls + 1,
      pollFailures: failures,
      pollFailingSince: isDenied ? (job.pollFailingSince ?? now) : null,
      dueAt,
    },
    event: failures === 1 ? historyOf(event) : null,
    gate: gateChangeOf(event),
    wake: { step: 'poll', at: dueAt },
  })
}

function gateChangeOf(event: NoAnswer): GateChange | null {
  if (event.type === 'poll-account-refused') {
    return { type: 'close', kind: 'account', reason: accountReason(event) }
  }
  return event.type === 'poll-unanswered' && event.httpStatus === 429 ? { type: 'slow-polls' } : null
}

/** An answer about this task that may pass and, if it does not, is the end of it. */
export function isDenial(event: PollEvent): boolean {
  if (event.type === 'task-missing') return true
  return event.type === 'poll-unanswered' && (event.httpStatus === 400 || event.httpStatus === 422)
}

/** One more denial is the last that is waited for. */
export function isLost(job: Job, { now, rules }: DecideContext): boolean {
  if (job.pollFailures + 1 < deniedPolls || job.pollFailingSince === null) return false
  return now.getTime() - job.pollFailingSince.getTime() >= deniedForMs / rules.speed
}

/** Past our deadline. What is rendered already has met it. */
export function isOverdue(job: Job, { now, rules }: DecideContext): boolean {
  if (job.overdue) return true
  if (job.state !== 'rendering' || job.submittedAt === null) return false
  const { deadlineMs } = rules.planFor(job.model, job.params.durationS)
  return now.getTime() - job.submittedAt.getTime() > deadlineMs
}

export function overdueChanges(job: Job, overdue: boolean): Partial<JobProgress> {
  return overdue && !job.overdue ? { overdue: true, holdsSlot: false } : {}
}

function historyOf(event: NoAnswer): HistoryEvent {
  switch (event.type) {
    case 'poll-unrecognized':
      return { kind: 'reply-unrecognized', detail: { status: event.upstreamStatus, why: event.message } }
    case 'poll-account-refused':
      return {
        kind: 'account-refused',
        detail: { http_status: event.httpStatus, why: event.vendorMessage },
      }
    case 'poll-unanswered':
    case 'task-missing':
      return { kind: event.type, detail: { http_status: event.httpStatus, why: event.message } }
    default:
      return assertNever(event)
  }
}

function accountReason(event: Extract<NoAnswer, { type: 'poll-account-refused' }>): string {
  return `the upstream refused the account when asked about a task: HTTP ${event.httpStatus} ${event.vendorMessage}`
}
