import { assertNever } from '../assert-never.ts'
import { failedArchiveMs } from '../policy/wait.ts'
import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { failJob } from './fail-job.ts'
import type { Job } from './job.ts'
import { clipMismatch } from './mismatch.ts'
import { refreshLink } from './refresh-link.ts'
import { decided, ignored, later } from './verdicts.ts'

type ArchiveEvent = Extract<
  JobEvent,
  { type: 'clip-archived' | 'archive-interrupted' | 'link-dead' | 'clip-invalid' | 'link-refused' }
>

/** Interrupted or invalid downloads in a row before a fresh link is asked for. */
const triesPerLink = 3
/** A forbidden link is asked about at once and, in case that it was not valid yet, once more after this long in plan time. */
const forbiddenRefreshesMax = 2
const forbiddenAgainMs = 60_000
/** How often a refused host is looked at again, in case a person has allowed it. */
const refusedRecheckMs = 60_000

/** The archive step's facts. Our own store's trouble never ends a job: the clip is paid for. */
export function decideArchive(job: Job, event: ArchiveEvent, context: DecideContext): Verdict {
  if (job.state !== 'archiving') return ignored(job, `${event.type} came too late`)
  switch (event.type) {
    case 'clip-archived':
      return keep(job, event, context)
    case 'archive-interrupted':
      return event.where === 'source' && linkIsSpent(job, context)
        ? refreshLink(job, history(job, event.where, event.message), 'artifact_lost', event.message, context)
        : tryAgain(job, event.where, event.message, context)
    case 'clip-invalid':
      return job.archiveFailures + 1 < triesPerLink
        ? tryAgain(job, 'clip', event.problem, context)
        : refreshLink(job, history(job, 'clip', event.problem), 'invalid_artifact', event.problem, context)
    case 'link-dead':
      return replaceLink(job, event.httpStatus, context)
    case 'link-refused':
      return waitForPermission(job, event, context)
    default:
      return assertNever(event)
  }
}

function keep(
  job: Job,
  event: Extract<ArchiveEvent, { type: 'clip-archived' }>,
  { now, rules }: DecideContext,
): Verdict {
  const { clip, twinId } = event
  return decided({
    changes: {
      state: 'archived',
      waitingFor: null,
      dueAt: null,
      sourceUrl: null,
      sourceSeenAt: null,
      linkAlarms: 0,
      rescuedTo: null,
      mismatch: clipMismatch(job, clip, twinId, rules),
      finishedAt: now,
    },
    event: { kind: 'clip-archived', detail: { bytes: clip.bytes, sha256: clip.sha256 } },
    submission: { status: 'finished' },
    clip,
    notice: { kind: 'job.archived' },
  })
}

function tryAgain(job: Job, where: string, message: string, { now, jitter }: DecideContext): Verdict {
  const failures = job.archiveFailures + 1
  const dueAt = later(now, failedArchiveMs(failures, jitter))
  return decided({
    changes: { archiveFailures: failures, waitingFor: null, dueAt },
    event: history(job, where, message),
    wake: { step: 'archive', at: dueAt },
  })
}

function history(
  job: Job,
  where: string,
  message: string,
): { kind: string; detail: Record<string, string | number> } {
  return { kind: 'archive-interrupted', detail: { where, why: message, failures: job.archiveFailures + 1 } }
}

/** The link is past its planned life, or fails so steadily that a fresh one may do better. */
function linkIsSpent(job: Job, { now }: DecideContext): boolean {
  const expired = job.sourceExpiresAt !== null && job.sourceExpiresAt <= now
  return (expired || job.archiveFailures >= triesPerLink) && (job.archiveFailures + 1) % triesPerLink === 0
}

/**
 * Only a fresh link can help. A link that was missing may have come before its file, so the upstream is asked as often
 * as for any other trouble. One that is forbidden hangs on an account that is not ours, or is not valid yet: if those that
 * the upstream then gives, the same or others, are forbidden at first sight too, no further one will do better.
 */
function replaceLink(job: Job, httpStatus: number, context: DecideContext): Verdict {
  const status = `HTTP ${httpStatus}`
  const isForbidden = httpStatus === 401 || httpStatus === 403
  const isForbiddenAgain = isForbidden && job.linkRefreshes > 0 && isFirstSight(job, context)
  if (isForbiddenAgain && job.linkRefreshes >= forbiddenRefreshesMax) {
    return failJob(
      job,
      {
        step: 'archive',
        reason: 'artifact_lost',
        upstreamStatus: status,
        submissionStatus: 'finished',
        settle: false,
      },
      context,
    )
  }
  const history = { kind: 'link-dead', detail: { http_status: httpStatus } }
  const atLeastMs = isForbiddenAgain ? forbiddenAgainMs / context.rules.speed : 0
  return refreshLink(job, history, 'artifact_lost', status, context, atLeastMs)
}

/** Otherwise the link may have died while our store was away, while a person was asked, or of age. */
function isFirstSight(job: Job, { now }: DecideContext): boolean {
  const isExpired = job.sourceExpiresAt !== null && job.sourceExpiresAt <= now
  return job.archiveFailures === 0 && job.waitingFor === null && !isExpired
}

function waitForPermission(
  job: Job,
  event: Extract<ArchiveEvent, { type: 'link-refused' }>,
  { now, jitter }: DecideContext,
): Verdict {
  const dueAt = later(now, refusedRecheckMs * (1 + jitter / 4))
  return decided({
    changes: { waitingFor: 'link_refused', dueAt },
    event:
      job.waitingFor === 'link_refused'
        ? null
        : { kind: 'link-refused', detail: { host: event.host, why: event.message } },
    wake: { step: 'archive', at: dueAt },
  })
}
