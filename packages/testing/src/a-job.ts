import type {
  Clip,
  CredentialId,
  Job,
  JobId,
  JobState,
  Submission,
  SubmissionStatus,
  TaskId,
} from '@reelkeep/core'
import { adminOwnerId, firstJobIdAt, newJobId, newSubmissionId } from '@reelkeep/db'

/** The submission status a job usually has in each state. */
const usualSubmission: Readonly<Record<JobState, SubmissionStatus | null>> = {
  queued: null,
  submitting: 'intent',
  unconfirmed: 'unknown',
  rendering: 'accepted',
  archiving: 'accepted',
  archived: 'finished',
  failed: 'failed',
  canceled: null,
}

const quotedTicks = 500_000_000n
const linkLifetimeMs = 3_600_000

/** A job that is whole and consistent in its state, with an id of its own; a test says only what matters to it. */
export function aJob(overrides: Partial<Job> = {}): Job {
  const state = overrides.state ?? 'queued'
  const createdAt = overrides.createdAt ?? new Date()
  const id = overrides.id ?? (overrides.createdAt ? jobIdAt(overrides.createdAt) : newJobId())
  const status = usualSubmission[state]
  const isFinal = state === 'archived' || state === 'failed' || state === 'canceled'
  const isInFlight = state === 'submitting' || state === 'rendering'
  const isSent = isInFlight || state === 'archiving' || state === 'archived'
  const clipKey = overrides.clipKey ?? `admin/single/${id}.mp4`
  return {
    id,
    ownerId: adminOwnerId,
    batchId: null,
    upstream: 'test-upstream',
    model: 'grok_video3',
    operation: 'generate',
    prompt: 'a lighthouse at dusk',
    params: { durationS: 10, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
    clipKey,
    createdAt,
    quotedTicks,
    priceVersion: 'test',
    simulated: false,
    keepsExchanges: false,
    adopted: false,
    reusedFrom: null,
    state,
    reason: state === 'failed' ? 'upstream_failed' : state === 'canceled' ? 'by_user' : null,
    waitingFor: null,
    dueAt: isFinal || state === 'unconfirmed' ? null : createdAt,
    holdsSlot: isInFlight,
    overdue: false,
    submissions: status === null ? 0 : 1,
    retries: 0,
    polls: 0,
    pollFailures: 0,
    pollFailingSince: null,
    archiveFailures: 0,
    linkRefreshes: 0,
    crashes: 0,
    reopens: 0,
    progress: null,
    upstreamStatus: null,
    sourceUrl: state === 'archiving' ? 'https://clips.example.com/1.mp4' : null,
    sourceExpiresAt: state === 'archiving' ? new Date(createdAt.getTime() + linkLifetimeMs) : null,
    sourceSeenAt: state === 'archiving' ? createdAt : null,
    linkAlarms: 0,
    rescuedTo: null,
    reported: null,
    mismatch: [],
    reservedTicks: isInFlight || state === 'unconfirmed' ? quotedTicks : 0n,
    chargedTicks: state === 'archiving' || state === 'archived' ? quotedTicks : null,
    reportedTicks: null,
    contingentTicks: state === 'unconfirmed' ? quotedTicks : null,
    costSource: 'unknown',
    failure:
      state === 'failed'
        ? {
            step: 'poll',
            reason: 'upstream_failed',
            message: 'The upstream reported that the render failed.',
            charged: 'unknown',
            retryable: true,
            upstreamStatus: 'failed',
          }
        : null,
    submittedAt: isSent && state !== 'submitting' ? createdAt : null,
    renderedAt: state === 'archiving' || state === 'archived' ? createdAt : null,
    finishedAt: isFinal ? createdAt : null,
    version: 3,
    lastSeq: 3,
    submission: status === null ? null : aSubmission({ status }),
    clip: state === 'archived' ? aClip({ key: clipKey }) : null,
    ...overrides,
  }
}

/** An id begins with the time at which its job was made. */
function jobIdAt(moment: Date): JobId {
  return `${firstJobIdAt(moment).slice(0, 14)}${newJobId().slice(14)}` as JobId
}

export function aSubmission(overrides: Partial<Submission> = {}): Submission {
  const id = overrides.id ?? newSubmissionId()
  const status = overrides.status ?? 'intent'
  const isKnown = status === 'accepted' || status === 'finished' || status === 'failed'
  return {
    id,
    number: 1,
    status,
    workerId: 'worker-test',
    deadlineAt: null,
    sentAt: null,
    taskId: isKnown ? (`task-${id}` as TaskId) : null,
    isUnproven: false,
    credentialId: isKnown ? ('credential-test' as CredentialId) : null,
    baseUrl: isKnown ? 'https://upstream.example.com' : null,
    ...overrides,
  }
}

export function aClip(overrides: Partial<Clip> = {}): Clip {
  return {
    bucket: 'clips',
    key: 'admin/single/1.mp4',
    bytes: 9_000,
    sha256: 'a'.repeat(64),
    mediaSha256: 'b'.repeat(64),
    crc32: 'AAAAAA==',
    contentType: 'video/mp4',
    durationMs: 10_000,
    width: 1280,
    height: 720,
    codec: 'avc1',
    archivedAt: new Date(),
    ...overrides,
  }
}
