import type { LinkAlarm } from '../policy/link-life.ts'
import type { Ticks } from '../pricing/ticks.ts'
import type { Clip } from './clip.ts'
import type { Step } from './decision.ts'
import type { Charged, FailureReason } from './failure.ts'
import type { CredentialId, JobId, SubmissionId, TaskId } from './ids.ts'
import type { Reported } from './job.ts'
import type { CancelReason } from './state.ts'

/** Who did it, for events that a person caused: a key id or `system`. */
export type Actor = string

/**
 * The facts that move a job. Each is noun-verb in the past. Steps return one; api routes make one from a person's
 * request; `decide` answers what we do about it.
 */
export type JobEvent =
  // the submit step
  | {
      readonly type: 'submit-started'
      readonly workerId: string
      readonly deadlineAt: Date
      readonly credentialId: CredentialId
      readonly baseUrl: string
    }
  | { readonly type: 'submit-accepted'; readonly taskId: TaskId; readonly upstreamStatus: string | null }
  | {
      readonly type: 'submit-rejected'
      /** `moderated`: the content was refused at the door already. */
      readonly reason: Extract<FailureReason, 'rejected' | 'moderated'>
      readonly httpStatus: number
      readonly vendorCode: string | null
      readonly vendorMessage: string
      /** What the refusal itself says it cost; null: it does not say. */
      readonly reportedTicks: Ticks | null
    }
  /** Certain: not a byte left us. */
  | { readonly type: 'submit-not-sent'; readonly message: string }
  /** Certain as well, and no other time will do better: what the request was to be made of is not there. */
  | {
      readonly type: 'submit-impossible'
      readonly reason: Extract<FailureReason, 'image_missing' | 'misconfigured'>
      readonly message: string
    }
  | {
      readonly type: 'submit-rate-limited'
      readonly retryAfterMs: number | null
      readonly vendorMessage: string
    }
  /** 401, 402, no credit, a wrong base URL: trouble of the account or of our configuration, not the job's. */
  | {
      readonly type: 'submit-account-refused'
      readonly what: 'account' | 'configuration'
      readonly httpStatus: number
      readonly vendorMessage: string
      /** It, or its model, was refused again and again while others were accepted: the account is in order. */
      readonly isItsOwn?: true
    }
  /** Sent, and the answer does not say what became of it. */
  | {
      readonly type: 'submit-unknown'
      readonly httpStatus: number | null
      readonly message: string
      /** A web page said that all is well where the api should be: this one is in doubt, and no other should follow it. */
      readonly isPage?: true
    }
  /** An intent that will not be sent: the worker is going down, died before sending, or has no key. */
  | { readonly type: 'intent-taken-back'; readonly message: string }
  /** Recovery: the worker that had committed `sending` is gone or out of time. */
  | { readonly type: 'sender-lost'; readonly message: string }
  /** An acceptance for a submission that was given up, or bound to another task: a task of ours for which no job stands. */
  | {
      readonly type: 'submission-orphaned'
      readonly submissionId: SubmissionId
      readonly taskId: TaskId
      /** What the submission may have cost stands on the books as contingent already, or is unknown there. */
      readonly isAtRisk: boolean
    }
  /** Nobody has resolved the doubt within the upstream's hold time. */
  | {
      readonly type: 'hold-expired'
      /** Of the upstream's daily allowance for resubmissions, for this one; null: not asked for. */
      readonly allowance: 'granted' | 'refused' | null
    }
  // any step
  /** The queue handed a message over once more: whoever held it is gone, or hangs. */
  | {
      readonly type: 'worker-lost'
      readonly step: Step
      /** Who holds it now. */
      readonly workerId: string
    }
  // the poll step
  | {
      readonly type: 'poll-pending'
      readonly upstreamStatus: string | null
      readonly progress: number | null
    }
  /** A reply of a kind we do not know: not an answer, not a failure, under the deadline. */
  | { readonly type: 'poll-unrecognized'; readonly upstreamStatus: string | null; readonly message: string }
  /** Network trouble, 5xx, 429, or a 400 that may pass. */
  | {
      readonly type: 'poll-unanswered'
      readonly httpStatus: number | null
      readonly retryAfterMs: number | null
      readonly message: string
    }
  | {
      readonly type: 'poll-account-refused'
      readonly httpStatus: number
      readonly vendorMessage: string
    }
  | { readonly type: 'task-missing'; readonly httpStatus: number; readonly message: string }
  | {
      readonly type: 'render-succeeded'
      readonly link: string
      /** What the vendor promises; null: the profile's planning bound counts from now. */
      readonly linkExpiresAt: Date | null
      readonly reported: Reported
      readonly reportedTicks: Ticks | null
      readonly upstreamStatus: string | null
    }
  /** Done, says the upstream, without a usable link. */
  | {
      readonly type: 'render-linkless'
      readonly reportedTicks: Ticks | null
      readonly upstreamStatus: string | null
    }
  | {
      readonly type: 'render-failed'
      readonly reason: Extract<FailureReason, 'moderated' | 'upstream_failed' | 'upstream_expired'>
      readonly charged: Charged
      readonly vendorMessage: string
      readonly reportedTicks: Ticks | null
      readonly upstreamStatus: string | null
    }
  // the archive step
  /** `twinId`: an archived job of the same owner that asked for something else and has the very same media. */
  | { readonly type: 'clip-archived'; readonly clip: Clip; readonly twinId: JobId | null }
  /** Network or store trouble: the same link may be tried again. */
  | { readonly type: 'archive-interrupted'; readonly where: 'source' | 'store'; readonly message: string }
  /** 403, 404 or 410: only a fresh link can help. */
  | { readonly type: 'link-dead'; readonly httpStatus: number }
  /** The bytes came whole and are not a clip. */
  | { readonly type: 'clip-invalid'; readonly problem: string }
  /** Our own rules forbid the host until a person allows it. */
  | { readonly type: 'link-refused'; readonly host: string; readonly message: string }
  /** The store does not take the clip; a verified copy is on a worker's own disk, in the rescue folder of this id. */
  | {
      readonly type: 'clip-rescued'
      readonly rescueId: string
      readonly bytes: number
      readonly sha256: string
      readonly message: string
    }
  /** The rescue folder does not hold the clip any more. */
  | { readonly type: 'rescue-lost'; readonly rescueId: string; readonly message: string }
  /** Our own clip, which this job was to copy, is not what was kept. */
  | { readonly type: 'reuse-lost'; readonly message: string }
  /** So little of the link's life is left, and the clip is not ours yet. */
  | { readonly type: 'link-aging'; readonly left: LinkAlarm }
  // people
  | {
      readonly type: 'job-canceled'
      readonly by: Actor
      readonly reason: CancelReason
      /** The bulk action, or the request with a key, that it was part of, here and below. Absent: none. */
      readonly operation?: string
    }
  | { readonly type: 'job-retried'; readonly by: Actor; readonly operation?: string }
  /** It is not to be sent until a person says so. */
  | { readonly type: 'job-paused'; readonly by: Actor }
  | { readonly type: 'job-resumed'; readonly by: Actor }
  /** The clip may still be had from the task that was paid for: it is asked about again, and nothing is sent. */
  | { readonly type: 'job-rearchived'; readonly by: Actor; readonly operation?: string }
  /** Its next step, which was due later, is to be done now: the task is asked about, or the clip fetched; nothing is sent. */
  | { readonly type: 'job-hurried'; readonly by: Actor }
  /** Links of its upstream may be fetched from this host from now on. */
  | { readonly type: 'link-allowed'; readonly by: Actor; readonly host: string }
  | {
      readonly type: 'submission-bound'
      readonly by: Actor
      readonly taskId: TaskId
      readonly message: string
      readonly credentialId: CredentialId | null
      readonly baseUrl: string | null
    }
  | {
      readonly type: 'submission-resubmitted'
      readonly by: Actor
      readonly message: string
      readonly operation?: string
    }
  | { readonly type: 'submission-written-off'; readonly by: Actor; readonly message: string }

export type JobEventType = JobEvent['type']

/** What the poll step can learn. */
export type PollEvent = Extract<
  JobEvent,
  {
    type:
      | 'poll-pending'
      | 'poll-unrecognized'
      | 'poll-unanswered'
      | 'poll-account-refused'
      | 'task-missing'
      | 'render-succeeded'
      | 'render-linkless'
      | 'render-failed'
  }
>
