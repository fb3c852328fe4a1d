import type { Clip, JobEvent, JobEventType, SubmissionId, TaskId } from '../src/index.ts'
import { noon } from './a-job.ts'

export const aClip: Clip = {
  bucket: 'clips',
  key: 'admin/single/1.mp4',
  bytes: 4096,
  sha256: 'ab'.repeat(32),
  mediaSha256: 'cd'.repeat(32),
  crc32: 'AAAAAA==',
  contentType: 'video/mp4',
  durationMs: 10_000,
  width: 1280,
  height: 720,
  codec: 'avc1.42c01f',
  archivedAt: noon,
}

const reported = { model: 'grok_video3', durationS: 10, createdAt: null, startedAt: null, finishedAt: null }

/** One event of every type, complete by the compiler's own account. */
export const anEvent: { readonly [Type in JobEventType]: Extract<JobEvent, { type: Type }> } = {
  'submit-started': {
    type: 'submit-started',
    workerId: 'worker-1',
    deadlineAt: new Date(noon.getTime() + 150_000),
    credentialId: 'cred_1' as never,
    baseUrl: 'https://upstream.example.com',
  },
  'submit-accepted': { type: 'submit-accepted', taskId: 'video_1' as TaskId, upstreamStatus: 'queued' },
  'submit-rejected': {
    type: 'submit-rejected',
    reason: 'rejected',
    reportedTicks: null,
    httpStatus: 400,
    vendorCode: null,
    vendorMessage: 'bad ratio',
  },
  'submit-not-sent': { type: 'submit-not-sent', message: 'connection refused' },
  'submit-rate-limited': { type: 'submit-rate-limited', retryAfterMs: null, vendorMessage: 'slow down' },
  'submit-account-refused': {
    type: 'submit-account-refused',
    what: 'account',
    httpStatus: 401,
    vendorMessage: 'bad key',
  },
  'submit-unknown': { type: 'submit-unknown', httpStatus: null, message: 'connection reset' },
  'intent-taken-back': { type: 'intent-taken-back', message: 'the worker stops' },
  'sender-lost': { type: 'sender-lost', message: 'its worker is gone' },
  'submission-orphaned': {
    type: 'submission-orphaned',
    submissionId: 'sub_0' as SubmissionId,
    taskId: 'video_0' as TaskId,
  },
  'poll-pending': { type: 'poll-pending', upstreamStatus: 'processing', progress: null },
  'poll-unrecognized': { type: 'poll-unrecognized', upstreamStatus: 'dreaming', message: 'unknown status' },
  'poll-unanswered': { type: 'poll-unanswered', httpStatus: 502, retryAfterMs: null, message: 'bad gateway' },
  'poll-account-refused': { type: 'poll-account-refused', httpStatus: 401, vendorMessage: 'bad key' },
  'task-missing': { type: 'task-missing', httpStatus: 404, message: 'no such task' },
  'render-succeeded': {
    type: 'render-succeeded',
    link: 'https://clips.example.com/fresh.mp4',
    linkExpiresAt: null,
    reported,
    reportedTicks: null,
    upstreamStatus: 'completed',
  },
  'render-linkless': { type: 'render-linkless', reportedTicks: null, upstreamStatus: 'completed' },
  'render-failed': {
    type: 'render-failed',
    reason: 'upstream_failed',
    charged: 'unknown',
    vendorMessage: 'it broke',
    reportedTicks: null,
    upstreamStatus: 'failed',
  },
  'clip-archived': { type: 'clip-archived', clip: aClip, twinId: null },
  'archive-interrupted': { type: 'archive-interrupted', where: 'store', message: 'HTTP 503' },
  'link-dead': { type: 'link-dead', httpStatus: 404 },
  'clip-invalid': { type: 'clip-invalid', problem: 'not an MP4' },
  'link-refused': { type: 'link-refused', host: '10.0.0.1', message: 'a private address' },
  'job-canceled': { type: 'job-canceled', by: 'key_1', reason: 'by_user' },
  'job-retried': { type: 'job-retried', by: 'key_1' },
  'submission-bound': {
    type: 'submission-bound',
    by: 'key_1',
    taskId: 'video_9' as TaskId,
    message: 'found in the console',
    credentialId: null,
    baseUrl: null,
  },
  'submission-resubmitted': { type: 'submission-resubmitted', by: 'key_1', message: 'not in the console' },
  'submission-written-off': { type: 'submission-written-off', by: 'key_1', message: 'not worth it' },
}
