// What may happen next to a job, drawn by a seeded dice: for tests that let many lives cross each other.
import type { CredentialId, Job, JobEvent, TaskId, Ticks } from '@reelkeep/core'
import { aClip } from '@reelkeep/testing'

/** Mulberry32: the same seed gives the same wishes; the races themselves are as they fall. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** `bill`: what the vendor says that a clip costs; null: nothing. */
export function randomEvent(job: Job, random: () => number, bill: (job: Job) => Ticks | null): JobEvent {
  const pick = <Choice>(choices: readonly Choice[]) =>
    choices[Math.floor(random() * choices.length)] as Choice
  const taskId = `task-${job.submission?.id}` as TaskId
  switch (job.state) {
    case 'queued':
      return { type: 'job-canceled', by: 'key', reason: 'by_user' }
    case 'submitting':
      return job.submission?.status === 'intent'
        ? pick<JobEvent>([
            {
              type: 'submit-started',
              workerId: 'w',
              deadlineAt: new Date(Date.now() + 60_000),
              credentialId: 'c' as CredentialId,
              baseUrl: 'https://u',
            },
            { type: 'intent-taken-back', message: 'storm' },
          ])
        : pick<JobEvent>([
            { type: 'submit-accepted', taskId, upstreamStatus: 'queued' },
            { type: 'submit-accepted', taskId, upstreamStatus: 'queued' },
            {
              type: 'submit-rejected',
              reason: 'rejected',
              httpStatus: 400,
              vendorCode: null,
              vendorMessage: 'no',
              reportedTicks: null,
            },
            { type: 'submit-unknown', httpStatus: 502, message: 'bad gateway' },
            { type: 'submit-not-sent', message: 'refused' },
          ])
    case 'unconfirmed':
      return pick<JobEvent>([
        { type: 'submission-resubmitted', by: 'key', message: 'x' },
        { type: 'submission-written-off', by: 'key', message: 'x' },
        { type: 'submit-accepted', taskId, upstreamStatus: null },
      ])
    case 'rendering':
      return pick<JobEvent>([
        { type: 'poll-pending', upstreamStatus: 'running', progress: 50 },
        {
          type: 'render-succeeded',
          link: 'https://clips/1.mp4',
          linkExpiresAt: null,
          reported: { model: null, durationS: null, createdAt: null, startedAt: null, finishedAt: null },
          reportedTicks: bill(job),
          upstreamStatus: 'done',
        },
        {
          type: 'render-failed',
          reason: 'upstream_failed',
          charged: pick(['yes', 'no', 'unknown'] as const),
          vendorMessage: 'gpu gone',
          reportedTicks: null,
          upstreamStatus: 'failed',
        },
      ])
    case 'archiving':
      return pick<JobEvent>([
        { type: 'archive-interrupted', where: 'store', message: 'x' },
        { type: 'clip-archived', clip: aClip({ key: job.clipKey }), twinId: null },
      ])
    default:
      return { type: 'job-retried', by: 'key' }
  }
}
