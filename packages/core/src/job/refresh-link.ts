import { nextPollMs } from '../policy/wait.ts'
import type { DecideContext } from './decide.ts'
import type { HistoryEvent, Verdict } from './decision.ts'
import { failJob } from './fail-job.ts'
import type { FailureReason } from './failure.ts'
import type { Job } from './job.ts'
import { decided, later } from './verdicts.ts'

/** How often the upstream is asked for a fresh link before the clip counts as lost. */
export const maxLinkRefreshes = 6

/** Asks the upstream again for a link, at once the first time; after the last try the job ends with its charge. */
export function refreshLink(
  job: Job,
  history: HistoryEvent,
  ending: Extract<FailureReason, 'artifact_lost' | 'invalid_artifact'>,
  upstreamStatus: string | null,
  context: DecideContext,
  atLeastMs = 0,
): Verdict {
  if (job.linkRefreshes >= maxLinkRefreshes) {
    return failJob(
      job,
      { step: 'archive', reason: ending, upstreamStatus, submissionStatus: 'finished', settle: false },
      context,
    )
  }
  const { now, rules, jitter } = context
  const plan = rules.planFor(job.model, job.params.durationS)
  const waitMs =
    job.linkRefreshes === 0 ? 0 : nextPollMs(plan, { overdue: false, polls: job.linkRefreshes }, jitter)
  const dueAt = later(now, Math.max(waitMs, atLeastMs))
  return decided({
    changes: { waitingFor: null, linkRefreshes: job.linkRefreshes + 1, dueAt },
    event: history,
    wake: { step: 'poll', at: dueAt },
  })
}

/**
 * The question for a fresh link brought none. Asked again later; where the same link came back it is tried again
 * (`next` archive), since a refusal can pass, and if it was the last time, that try says how the clip was lost.
 */
export function refreshFailed(
  job: Job,
  why: string,
  context: DecideContext,
  next: 'poll' | 'archive' = 'poll',
): Verdict {
  if (next === 'poll' && job.linkRefreshes >= maxLinkRefreshes) {
    return failJob(
      job,
      {
        step: 'archive',
        reason: 'artifact_lost',
        upstreamStatus: why,
        submissionStatus: 'finished',
        settle: false,
        changes: { polls: job.polls + 1 },
      },
      context,
    )
  }
  const { now, rules, jitter } = context
  const plan = rules.planFor(job.model, job.params.durationS)
  const dueAt = later(now, nextPollMs(plan, { overdue: false, polls: job.linkRefreshes }, jitter))
  const refreshes = next === 'poll' ? job.linkRefreshes + 1 : job.linkRefreshes
  return decided({
    changes: {
      polls: job.polls + 1,
      pollFailures: 0,
      pollFailingSince: null,
      linkRefreshes: refreshes,
      dueAt,
    },
    event: { kind: 'link-not-refreshed', detail: { why, refreshes } },
    wake: { step: next, at: dueAt },
  })
}
