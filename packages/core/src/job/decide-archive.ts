import { assertNever } from '../assert-never.ts'
import { linkAlarmLevel, rescueAt } from '../policy/link-life.ts'
import { failedArchiveMs, failedStoreMs } from '../policy/wait.ts'
import type { DecideContext } from './decide.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { failJob } from './fail-job.ts'
import { isReused, type Job } from './job.ts'
import { clipMismatch } from './mismatch.ts'
import { refreshLink } from './refresh-link.ts'
import { decided, ignored, later } from './verdicts.ts'

type ArchiveEvent = Extract<
  JobEvent,
  {
    type:
      | 'clip-archived'
      | 'archive-interrupted'
      | 'link-dead'
      | 'clip-invalid'
      | 'link-refused'
      | 'clip-rescued'
      | 'rescue-lost'
      | 'reuse-lost'
      | 'link-aging'
  }
>

/** Interrupted or invalid downloads in a row before a fresh link is asked for. */
const triesPerLink = 3
/** A forbidden link is asked about at once and, in case that it was not valid yet, once more after this long in plan time. */
const forbiddenRefreshesMax = 2
const forbiddenAgainMs = 60_000
/** How often a refused host is looked at again, in case a person has allowed it. */
const refusedRecheckMs = 60_000

/**
 * The archive step's facts. Our own store's trouble never ends a job, since the clip is paid for, and spends nothing of
 * its link; nor does what becomes of the link of a clip that is on a disk of ours.
 */
export function decideArchive(job: Job, event: ArchiveEvent, context: DecideContext): Verdict {
  if (job.state !== 'archiving') return ignored(job, `${event.type} came too late`)
  if (isReused(job)) return decideReuse(job, event, context)
  switch (event.type) {
    case 'reuse-lost':
      return ignored(job, 'its clip comes from its upstream')
    case 'clip-archived':
      return keep(job, event, context)
    case 'archive-interrupted':
      if (event.where === 'store' || isRescued(job)) return waitForStore(job, event.message, context)
      return linkIsSpent(job, context)
        ? refreshLink(job, history(job, event.where, event.message), 'artifact_lost', event.message, context)
        : tryAgain(job, event.where, event.message, context)
    case 'clip-invalid':
      if (isRescued(job)) return waitForStore(job, event.problem, context)
      return job.archiveFailures + 1 < triesPerLink
        ? tryAgain(job, 'clip', event.problem, context)
        : refreshLink(job, history(job, 'clip', event.problem), 'invalid_artifact', event.problem, context)
    case 'link-dead':
      return isRescued(job)
        ? waitForStore(job, `HTTP ${event.httpStatus}`, context)
        : replaceLink(job, event.httpStatus, context)
    case 'link-refused':
      return isRescued(job)
        ? waitForStore(job, event.message, context)
        : waitForPermission(job, event, context)
    case 'clip-rescued':
      return rescue(job, event, context)
    case 'rescue-lost':
      return loseRescue(job, event, context)
    case 'link-aging':
      return giveAlarm(job, event, context)
    default:
      return assertNever(event)
  }
}

/** It has no link and no task: its clip is one of ours, which is copied, waited for, or not what it was. */
function decideReuse(job: Job, event: ArchiveEvent, context: DecideContext): Verdict {
  switch (event.type) {
    case 'clip-archived':
      return keep(job, event, context)
    case 'archive-interrupted':
      return waitForStore(job, event.message, context)
    case 'reuse-lost':
      return failJob(
        job,
        {
          step: 'archive',
          reason: 'reuse_lost',
          upstreamStatus: event.message,
          submissionStatus: 'finished',
          settle: false,
        },
        context,
      )
    default:
      return ignored(job, 'it has no link: its clip is a copy of ours')
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
    event: {
      kind: 'clip-archived',
      detail: {
        bytes: clip.bytes,
        sha256: clip.sha256,
        ...(isReused(job) && { reused_from: job.reusedFrom }),
      },
    },
    submission: isReused(job) ? null : { status: 'finished' },
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

/**
 * The store is tried again sooner the younger the link is, and never only after the moment at which its clip has to be
 * rescued. All jobs meet the same trouble, so each says it once, and is marked as waiting for it.
 */
function waitForStore(job: Job, message: string, { now, jitter }: DecideContext): Verdict {
  const sinceMs = now.getTime() - (job.sourceSeenAt ?? job.renderedAt ?? now).getTime()
  const planned = later(now, failedStoreMs(sinceMs, jitter))
  const mustFetchAt = isRescued(job) || isReused(job) ? null : rescueAt(job)
  const dueAt = mustFetchAt !== null && mustFetchAt > now && mustFetchAt < planned ? mustFetchAt : planned
  return decided({
    changes: { waitingFor: 'archive_unwell', dueAt },
    event:
      job.waitingFor === 'archive_unwell'
        ? null
        : { kind: 'archive-interrupted', detail: { where: 'store', why: message } },
    wake: { step: 'archive', at: dueAt },
  })
}

function isRescued(job: Job): boolean {
  return job.rescuedTo !== null
}

function rescue(
  job: Job,
  event: Extract<ArchiveEvent, { type: 'clip-rescued' }>,
  { now, jitter }: DecideContext,
): Verdict {
  if (isRescued(job)) return ignored(job, 'the clip was rescued before')
  const { rescueId, bytes, sha256, message } = event
  const dueAt = later(now, failedArchiveMs(1, jitter))
  return decided({
    changes: { rescuedTo: rescueId, waitingFor: 'archive_unwell', dueAt },
    event: { kind: 'clip-rescued', detail: { rescue: rescueId, bytes, sha256, why: message } },
    wake: { step: 'archive', at: dueAt },
  })
}

/** Back to the link, which may be dead by now: then a fresh one is asked for, and what cannot be had is artifact_lost. */
function loseRescue(
  job: Job,
  event: Extract<ArchiveEvent, { type: 'rescue-lost' }>,
  { now }: DecideContext,
): Verdict {
  if (job.rescuedTo !== event.rescueId) return ignored(job, 'its clip is not in that rescue folder')
  return decided({
    changes: { rescuedTo: null, waitingFor: null, dueAt: now },
    event: { kind: 'rescue-lost', detail: { rescue: event.rescueId, why: event.message } },
    wake: { step: 'archive', at: now },
  })
}

/** Once per link and level, whoever tells it; whatever is due for the job stays due. */
function giveAlarm(
  job: Job,
  { left }: Extract<ArchiveEvent, { type: 'link-aging' }>,
  { now }: DecideContext,
): Verdict {
  const level = linkAlarmLevel(left)
  if (job.linkAlarms >= level) return ignored(job, `the alarm at a ${left} was given`)
  const leftMs = (job.sourceExpiresAt ?? now).getTime() - now.getTime()
  return decided({
    changes: { linkAlarms: level },
    event: {
      kind: 'link-aging',
      detail: { left, left_s: Math.max(0, Math.round(leftMs / 1000)), rescued: isRescued(job) },
    },
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
  context: DecideContext,
): Verdict {
  const { now, jitter } = context
  if (job.sourceExpiresAt !== null && job.sourceExpiresAt <= now) {
    // Nobody has allowed it while it lived. A fresh link may point elsewhere; if none does, the clip ends as lost.
    const line = { kind: 'link-dead', detail: { host: event.host, why: 'it was refused until it died' } }
    return refreshLink(job, line, 'artifact_lost', `${event.host} was not allowed in time`, context)
  }
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
