import { assertNever } from '../assert-never.ts'
import { askLater, isDenial, isLost } from './ask-later.ts'
import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import type { PollEvent } from './event.ts'
import { failJob } from './fail-job.ts'
import type { Job, JobProgress } from './job.ts'
import { renderMismatch } from './mismatch.ts'
import { refreshFailed } from './refresh-link.ts'
import { decided, later } from './verdicts.ts'

/**
 * What a poll means in `archiving`, where it asks for a fresh link to a paid clip: done never becomes undone. Silence
 * and trouble on the way or with the account say nothing about the clip, and spend none of its refreshes.
 */
export function decideRefresh(job: Job, event: PollEvent, context: DecideContext): Verdict {
  switch (event.type) {
    case 'render-succeeded':
      return event.link === job.sourceUrl
        ? refreshFailed(job, 'the upstream gave the same link again', context, 'archive')
        : takeFreshLink(job, event, context)
    case 'poll-unrecognized':
    case 'poll-account-refused':
      return askLater(job, event, context)
    case 'poll-unanswered':
    case 'task-missing':
      return isDenial(event) && isLost(job, context)
        ? loseClip(job, event, context)
        : askLater(job, event, context)
    case 'poll-pending':
    case 'render-linkless':
    case 'render-failed':
      return refreshFailed(job, event.type, context)
    default:
      return assertNever(event)
  }
}

function takeFreshLink(
  job: Job,
  event: Extract<PollEvent, { type: 'render-succeeded' }>,
  { now, rules }: DecideContext,
): Verdict {
  return decided({
    changes: {
      polls: job.polls + 1,
      pollFailures: 0,
      pollFailingSince: null,
      archiveFailures: 0,
      waitingFor: null,
      sourceUrl: event.link,
      sourceExpiresAt: event.linkExpiresAt ?? later(now, rules.linkLifetimeMs),
      sourceSeenAt: now,
      linkAlarms: 0,
      ...(job.renderedAt === null ? firstHeard(job, event, now, rules) : {}),
      dueAt: now,
    },
    event: { kind: 'link-refreshed', detail: { refreshes: job.linkRefreshes } },
    wake: { step: 'archive', at: now },
  })
}

/** It gave no link before, so that nothing was written down of what it made. */
function firstHeard(
  job: Job,
  { reported }: Extract<PollEvent, { type: 'render-succeeded' }>,
  now: Date,
  rules: DecideContext['rules'],
): Partial<JobProgress> {
  return { reported, mismatch: renderMismatch(job, reported, rules), renderedAt: now, progress: 100 }
}

function loseClip(
  job: Job,
  event: Extract<PollEvent, { type: 'poll-unanswered' | 'task-missing' }>,
  context: DecideContext,
): Verdict {
  return failJob(
    job,
    {
      step: 'archive',
      reason: 'artifact_lost',
      upstreamStatus: `HTTP ${event.httpStatus} · ${event.message}`,
      submissionStatus: 'finished',
      settle: false,
      changes: { polls: job.polls + 1 },
    },
    context,
  )
}
