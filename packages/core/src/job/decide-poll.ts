import { assertNever } from '../assert-never.ts'
import { nextPollMs } from '../policy/wait.ts'
import { askLater, isDenial, isLost, isOverdue, overdueChanges } from './ask-later.ts'
import type { DecideContext } from './decide.ts'
import { decideRefresh } from './decide-refresh.ts'
import type { HistoryEvent, Verdict } from './decision.ts'
import type { PollEvent } from './event.ts'
import { failJob } from './fail-job.ts'
import { isReused, type Job } from './job.ts'
import { renderMismatch } from './mismatch.ts'
import { provenBy } from './prove-task.ts'
import { settleMoney } from './settle-money.ts'
import { decided, ignored, later } from './verdicts.ts'

/** "Done" without a link is asked about again this often before it counts. */
const linklessPolls = 5

/** The poll step's facts. In `archiving` a poll is only a question for a fresh link: done never becomes undone. */
export function decidePoll(job: Job, event: PollEvent, context: DecideContext): Verdict {
  return provenBy(event, job, decideAnswer(job, event, context))
}

function decideAnswer(job: Job, event: PollEvent, context: DecideContext): Verdict {
  if (isReused(job)) return ignored(job, `${event.type} is of no task: its clip is a copy of ours`)
  if (job.state === 'archiving') return decideRefresh(job, event, context)
  if (job.state !== 'rendering') return ignored(job, `${event.type} came too late`)
  switch (event.type) {
    case 'poll-pending':
    case 'poll-unrecognized':
      return keepAsking(job, event, context)
    case 'poll-account-refused':
      return askLater(job, event, context)
    case 'poll-unanswered':
    case 'task-missing':
      return isDenial(event) && isLost(job, context)
        ? lose(job, event, context)
        : askLater(job, event, context)
    case 'render-succeeded':
      return takeLink(job, event, context)
    case 'render-linkless':
      return job.linkRefreshes + 1 < linklessPolls
        ? askForLink(job, event, context)
        : giveUpOnLink(job, event, context)
    case 'render-failed':
      return failJob(
        job,
        {
          step: 'poll',
          reason: event.reason,
          charged: isFree(event, context) ? 'no' : event.charged,
          upstreamStatus: event.vendorMessage,
          reportedTicks: event.reportedTicks,
          submissionStatus: 'failed',
          settle: true,
          changes: { polls: job.polls + 1, upstreamStatus: event.upstreamStatus },
        },
        context,
      )
    default:
      return assertNever(event)
  }
}

/** A cost in the reply itself outweighs what is thought of failures: nothing is retried that may have been paid. */
function isFree(event: Extract<PollEvent, { type: 'render-failed' }>, { rules }: DecideContext): boolean {
  return event.reason === 'upstream_failed' && rules.failedIsFree && event.charged !== 'yes'
}

function keepAsking(
  job: Job,
  event: Extract<PollEvent, { type: 'poll-pending' | 'poll-unrecognized' }>,
  context: DecideContext,
): Verdict {
  const { now, rules, jitter } = context
  const overdue = isOverdue(job, context)
  const plan = rules.planFor(job.model, job.params.durationS)
  const dueAt = later(now, nextPollMs(plan, { overdue, polls: job.polls + 1 }, jitter))
  return decided({
    changes: {
      ...overdueChanges(job, overdue),
      polls: job.polls + 1,
      pollFailures: event.type === 'poll-pending' ? 0 : job.pollFailures + 1,
      pollFailingSince: null,
      upstreamStatus: event.upstreamStatus,
      ...(event.type === 'poll-pending' ? { progress: event.progress } : {}),
      dueAt,
    },
    event: pollHistory(job, event, overdue),
    wake: { step: 'poll', at: dueAt },
  })
}

/** A poll that changed nothing writes no line. A page or a text has no status word: the first of a row is a change. */
function pollHistory(
  job: Job,
  event: Extract<PollEvent, { type: 'poll-pending' | 'poll-unrecognized' }>,
  overdue: boolean,
): HistoryEvent | null {
  if (overdue && !job.overdue) return { kind: 'job-overdue', detail: { status: event.upstreamStatus } }
  const isNew = event.upstreamStatus !== job.upstreamStatus
  if (event.type === 'poll-unrecognized') {
    if (!isNew && job.pollFailures > 0) return null
    return { kind: 'reply-unrecognized', detail: { status: event.upstreamStatus, why: event.message } }
  }
  if (!isNew) return null
  return { kind: 'render-progressed', detail: { status: event.upstreamStatus, progress: event.progress } }
}

function lose(
  job: Job,
  event: Extract<PollEvent, { type: 'poll-unanswered' | 'task-missing' }>,
  context: DecideContext,
): Verdict {
  return failJob(
    job,
    {
      step: 'poll',
      reason: event.type === 'task-missing' ? 'upstream_lost' : 'upstream_failed',
      upstreamStatus: `HTTP ${event.httpStatus} · ${event.message}`,
      submissionStatus: 'failed',
      settle: true,
      changes: { polls: job.polls + 1 },
    },
    context,
  )
}

function takeLink(
  job: Job,
  event: Extract<PollEvent, { type: 'render-succeeded' }>,
  { now, rules }: DecideContext,
): Verdict {
  const money = settleMoney(job, 'yes', event.reportedTicks, rules)
  return decided({
    changes: {
      ...money.changes,
      state: 'archiving',
      polls: job.polls + 1,
      pollFailures: 0,
      pollFailingSince: null,
      archiveFailures: 0,
      linkRefreshes: 0,
      holdsSlot: false,
      progress: 100,
      upstreamStatus: event.upstreamStatus,
      sourceUrl: event.link,
      sourceExpiresAt: event.linkExpiresAt ?? later(now, rules.linkLifetimeMs),
      sourceSeenAt: now,
      linkAlarms: 0,
      reported: event.reported,
      mismatch: renderMismatch(job, event.reported, rules),
      renderedAt: now,
      dueAt: now,
    },
    event: { kind: 'render-succeeded', detail: { polls: job.polls + 1, overdue: job.overdue } },
    ledger: money.ledger,
    wake: { step: 'archive', at: now },
  })
}

function askForLink(
  job: Job,
  event: Extract<PollEvent, { type: 'render-linkless' }>,
  { now, rules, jitter }: DecideContext,
): Verdict {
  const plan = rules.planFor(job.model, job.params.durationS)
  const dueAt = later(now, nextPollMs(plan, { overdue: job.overdue, polls: job.polls + 1 }, jitter))
  return decided({
    changes: {
      polls: job.polls + 1,
      linkRefreshes: job.linkRefreshes + 1,
      upstreamStatus: event.upstreamStatus,
      dueAt,
    },
    event:
      job.linkRefreshes === 0 ? { kind: 'render-linkless', detail: { status: event.upstreamStatus } } : null,
    wake: { step: 'poll', at: dueAt },
  })
}

function giveUpOnLink(
  job: Job,
  event: Extract<PollEvent, { type: 'render-linkless' }>,
  context: DecideContext,
): Verdict {
  return failJob(
    job,
    {
      step: 'poll',
      reason: 'no_artifact',
      upstreamStatus: event.upstreamStatus,
      reportedTicks: event.reportedTicks,
      submissionStatus: 'finished',
      settle: true,
      changes: { polls: job.polls + 1 },
    },
    context,
  )
}
