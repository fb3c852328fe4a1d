import type {
  DecideContext,
  Job,
  JobState,
  Submission,
  SubmissionStatus,
  UpstreamRules,
} from '../src/index.ts'
import { pollPlanFor, profiles } from '../src/index.ts'

const profile = profiles.globalaiopc
if (!profile) throw new Error('the globalaiopc profile is gone')

export const noon = new Date('2026-11-20T12:00:00Z')

export const rules: UpstreamRules = {
  name: 'globalaiopc',
  profile: 'globalaiopc',
  simulated: false,
  speed: 1,
  maxInFlight: 50,
  requestsPerMinute: 60,
  pollsPerMinute: 600,
  submitTimeoutMs: 120_000,
  onUnconfirmed: 'hold',
  unconfirmedHoldMs: 3_600_000,
  resubmitMaxTicks: null,
  resubmitDailyTicks: null,
  retries: 2,
  failedIsFree: false,
  linkHosts: [],
  allowHttpLinks: false,
  linkLifetimeMs: 3_600_000,
  planFor: (model, durationS) => pollPlanFor(profile, model, durationS),
  priceFor: () => null,
  modelNamed: (name) => name,
  priceVersion: 'test',
  pollsShareRate: false,
  maxOverdue: 25,
  reportedTicksAre: 'bill',
  billFactorPpm: 1_000_000n,
}

export function context(overrides: Partial<DecideContext> = {}): DecideContext {
  return { now: noon, rules, jitter: 0, ...overrides }
}

export function aSubmission(status: SubmissionStatus, overrides: Partial<Submission> = {}): Submission {
  return {
    id: 'sub_1' as Submission['id'],
    number: 1,
    status,
    workerId: 'worker-1',
    deadlineAt: null,
    sentAt: null,
    taskId: null,
    isUnproven: false,
    credentialId: null,
    baseUrl: null,
    ...overrides,
  }
}

/** The submission status a job usually has in each state. */
const usualSubmission: Record<JobState, SubmissionStatus | null> = {
  queued: null,
  submitting: 'sending',
  unconfirmed: 'unknown',
  rendering: 'accepted',
  archiving: 'accepted',
  archived: 'finished',
  failed: 'failed',
  canceled: null,
}

/** A job that is consistent in its state; a test says only what matters to it. */
export function aJob(overrides: Partial<Job> = {}): Job {
  const state = overrides.state ?? 'queued'
  const status = usualSubmission[state]
  const isFinal = state === 'archived' || state === 'failed' || state === 'canceled'
  return {
    id: 'job_1' as Job['id'],
    ownerId: 'owner_1' as Job['ownerId'],
    batchId: null,
    upstream: 'globalaiopc',
    model: 'grok_video3',
    operation: 'generate',
    prompt: 'a lighthouse at dusk',
    params: { durationS: 10, aspectRatio: '16:9', resolution: '720p', imageUrls: [], videoUrl: null },
    clipKey: 'admin/single/1.mp4',
    createdAt: noon,
    quotedTicks: 500_000_000n,
    priceVersion: 'test',
    simulated: false,
    keepsExchanges: false,
    adopted: false,
    reusedFrom: null,
    state,
    reason: null,
    waitingFor: null,
    dueAt: isFinal || state === 'unconfirmed' ? null : noon,
    holdsSlot: state === 'submitting' || state === 'rendering',
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
    sourceExpiresAt: state === 'archiving' ? new Date(noon.getTime() + 3_600_000) : null,
    sourceSeenAt: state === 'archiving' ? noon : null,
    linkAlarms: 0,
    rescuedTo: null,
    reported: null,
    mismatch: [],
    reservedTicks:
      state === 'submitting' || state === 'rendering' || state === 'unconfirmed' ? 500_000_000n : 0n,
    chargedTicks: null,
    reportedTicks: null,
    contingentTicks: state === 'unconfirmed' ? 500_000_000n : null,
    costSource: 'unknown',
    failure: null,
    submittedAt: state === 'rendering' || state === 'archiving' ? noon : null,
    renderedAt: state === 'archiving' ? noon : null,
    finishedAt: isFinal ? noon : null,
    version: 3,
    lastSeq: 3,
    submission: status === null ? null : aSubmission(status),
    clip: null,
    ...overrides,
  }
}
