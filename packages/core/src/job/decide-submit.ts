import { assertNever } from '../assert-never.ts'
import type { UpstreamRules } from '../policy/rules.ts'
import type { Ticks } from '../pricing/ticks.ts'
import { accept, orphan } from './accept-task.ts'
import type { DecideContext } from './decide.ts'
import type { GateChange, SubmissionChange, Verdict } from './decision.ts'
import type { JobEvent } from './event.ts'
import { backToQueue, type Failing, failJob } from './fail-job.ts'
import type { Job } from './job.ts'
import { holdContingent, releaseContingent, settleNothing } from './settle-money.ts'
import { decided, ignored, later } from './verdicts.ts'

type SubmitEvent = Extract<
  JobEvent,
  {
    type:
      | 'submit-started'
      | 'submit-accepted'
      | 'submit-rejected'
      | 'submit-not-sent'
      | 'submit-impossible'
      | 'submit-rate-limited'
      | 'submit-account-refused'
      | 'submit-unknown'
      | 'intent-taken-back'
      | 'sender-lost'
      | 'submission-orphaned'
  }
>

/** How long creates pause after a POST that could not leave us; the upstream, not the job, is in trouble. */
const notSentHoldMs = 10_000
/** How long creates pause after a 429 that does not say, in plan time. */
const rateLimitedHoldMs = 30_000
/** However long a 429 wants, in plan time: a mistaken header must not stop an upstream for a day. The next 429 holds anew. */
const rateLimitedHoldMsMax = 3_600_000

/** The submit step's facts. What the upstream really answered may arrive late: it wins over `unconfirmed`. */
export function decideSubmit(job: Job, event: SubmitEvent, context: DecideContext): Verdict {
  if (event.type === 'submit-accepted') return accept(job, event, context)
  if (event.type === 'submission-orphaned') return orphan(job, event)
  if (isAnswer(event) && job.state === 'unconfirmed' && job.submission?.status === 'unknown') {
    return concludeLate(job, event, context)
  }
  if (job.state !== 'submitting' || job.submission === null)
    return ignored(job, `${event.type} came too late`)
  const { status } = job.submission
  switch (event.type) {
    case 'submit-started':
      return status === 'intent' ? start(event) : ignored(job, `the submission is ${status} already`)
    case 'intent-taken-back':
      return status === 'intent' || status === 'sending'
        ? takeBack(job, event, context)
        : ignored(job, `the submission is ${status}`)
    default:
      return status === 'sending'
        ? conclude(job, event, context)
        : ignored(job, `the submission is ${status}`)
  }
}

function start(event: Extract<SubmitEvent, { type: 'submit-started' }>): Verdict {
  return decided({
    changes: { dueAt: event.deadlineAt },
    event: { kind: 'submission-sending', detail: { worker: event.workerId } },
    submission: {
      status: 'sending',
      workerId: event.workerId,
      deadlineAt: event.deadlineAt,
      sentAt: 'now',
      credentialId: event.credentialId,
      baseUrl: event.baseUrl,
    },
  })
}

function takeBack(
  job: Job,
  event: Extract<SubmitEvent, { type: 'intent-taken-back' }>,
  { now }: DecideContext,
): Verdict {
  if (job.submission?.status === 'sending') return ignored(job, 'the POST may be on its way')
  const money = settleNothing(job)
  return decided({
    changes: { ...money.changes, ...backToQueue(now) },
    event: { kind: 'intent-taken-back', detail: { why: event.message } },
    submission: { status: 'not_sent', message: event.message },
    ledger: money.ledger,
  })
}

type Answer = Extract<
  SubmitEvent,
  {
    type:
      | 'submit-rejected'
      | 'submit-not-sent'
      | 'submit-impossible'
      | 'submit-rate-limited'
      | 'submit-account-refused'
  }
>

/** Each of these proves that nothing was created. */
function isAnswer(event: SubmitEvent): event is Answer {
  return answers.has(event.type)
}

const answers: ReadonlySet<JobEvent['type']> = new Set([
  'submit-rejected',
  'submit-not-sent',
  'submit-impossible',
  'submit-rate-limited',
  'submit-account-refused',
])

/** Its worker was taken for dead and has the answer after all: there was nothing to doubt. */
function concludeLate(job: Job, event: Answer, context: DecideContext): Verdict {
  const money = releaseContingent(job)
  const verdict = conclude({ ...job, ...money.changes }, event, context)
  if (verdict.outcome === 'ignored') return verdict
  const { decision } = verdict
  return decided({
    ...decision,
    changes: { ...money.changes, ...decision.changes },
    ledger: [...money.ledger, ...decision.ledger],
  })
}

type Conclusion = Exclude<
  SubmitEvent,
  { type: 'submit-started' | 'submit-accepted' | 'submission-orphaned' | 'intent-taken-back' }
>

function conclude(job: Job, event: Conclusion, context: DecideContext): Verdict {
  const { now, rules, jitter } = context
  switch (event.type) {
    case 'submit-rejected':
      return failJob(
        job,
        {
          step: 'submit',
          reason: event.reason,
          ...refusalCost(event.reportedTicks, rules),
          upstreamStatus: upstreamWords(event.httpStatus, event.vendorCode, event.vendorMessage),
          submissionStatus: 'rejected',
          settle: true,
        },
        context,
      )
    case 'submit-not-sent': {
      const at = later(now, notSentHoldMs * (1 + jitter))
      return requeue(
        job,
        at,
        null,
        'submission-not-sent',
        { status: 'not_sent', message: event.message },
        { type: 'strain', until: at, reason: strainReason(event.message) },
      )
    }
    case 'submit-impossible':
      return failJob(
        job,
        {
          step: 'submit',
          reason: event.reason,
          upstreamStatus: event.message,
          submissionStatus: 'not_sent',
          settle: true,
        },
        context,
      )
    case 'submit-rate-limited': {
      const wantedMs = event.retryAfterMs ?? (rateLimitedHoldMs / rules.speed) * (1 + jitter)
      const holdMs = Math.min(wantedMs, rateLimitedHoldMsMax / rules.speed)
      const at = later(now, holdMs)
      const submission = { status: 'rejected', httpStatus: 429, message: event.vendorMessage } as const
      return requeue(job, at, 'rate', 'submission-rate-limited', submission, { type: 'slow-down', until: at })
    }
    case 'submit-account-refused': {
      const submission = {
        status: 'rejected',
        httpStatus: event.httpStatus,
        message: event.vendorMessage,
      } as const
      const words = upstreamWords(event.httpStatus, null, event.vendorMessage)
      if (event.isItsOwn) return rejectAlone(job, words, context)
      const reason =
        event.what === 'account' ? `the upstream refused the account: ${words}` : configurationReason(words)
      return requeue(job, now, 'gate', 'account-refused', submission, {
        type: 'close',
        kind: event.what,
        reason,
      })
    }
    case 'submit-unknown':
      return hold(
        job,
        { status: 'unknown', httpStatus: event.httpStatus, message: event.message },
        event.isPage
          ? { type: 'close', kind: 'configuration', reason: configurationReason(event.message) }
          : null,
      )
    case 'sender-lost':
      return hold({ ...job, crashes: job.crashes + 1 }, { status: 'unknown', message: event.message })
    default:
      return assertNever(event)
  }
}

/** The account takes others: closing its gate for this one, time and again, would stop them all. */
function rejectAlone(job: Job, words: string, context: DecideContext): Verdict {
  return failJob(
    job,
    {
      step: 'submit',
      reason: 'rejected',
      upstreamStatus: `${words} · refused again and again while other jobs were accepted`,
      submissionStatus: 'rejected',
      settle: true,
    },
    context,
  )
}

/** A refusal may say what it cost. Nothing settles it only on a bill: what another service was charged is not ours. */
function refusalCost(
  reportedTicks: Ticks | null,
  { reportedTicksAre }: UpstreamRules,
): Pick<Failing, 'charged' | 'reportedTicks'> {
  if (reportedTicks === null) return {}
  if (reportedTicks > 0n) return { charged: 'yes', reportedTicks }
  return reportedTicksAre === 'bill' ? { charged: 'no', reportedTicks } : { reportedTicks }
}

/** Nothing was created: back in line behind the gate, no attempt spent. */
function requeue(
  job: Job,
  dueAt: Date,
  waitingFor: 'rate' | 'gate' | null,
  kind: string,
  submission: SubmissionChange,
  gate: GateChange,
): Verdict {
  const money = settleNothing(job)
  return decided({
    changes: { ...money.changes, ...backToQueue(dueAt), waitingFor },
    event: { kind, detail: { why: submission.message ?? null } },
    submission,
    ledger: money.ledger,
    gate,
  })
}

/** It may have been created, and charged: only a late answer or a person moves it on. */
function hold(
  job: Job,
  submission: SubmissionChange & { readonly message: string },
  gate: GateChange | null = null,
): Verdict {
  const money = holdContingent(job)
  return decided({
    changes: {
      ...money.changes,
      state: 'unconfirmed',
      dueAt: null,
      holdsSlot: false,
      crashes: job.crashes,
    },
    event: {
      kind: 'submission-unknown',
      detail: { why: submission.message, http_status: submission.httpStatus ?? null },
    },
    submission,
    ledger: money.ledger,
    gate: gate ?? { type: 'strain', until: null, reason: strainReason(submission.message) },
    notice: { kind: 'job.unconfirmed' },
  })
}

function configurationReason(words: string): string {
  return `check the configuration: ${words}`
}

/** What a person reads on a gate that too many of these have closed. */
function strainReason(message: string): string {
  return `too many submissions were lost or could not be sent; the last one: ${message}`
}

function upstreamWords(httpStatus: number, code: string | null, message: string): string {
  return [`HTTP ${httpStatus}`, code, message].filter((part) => part !== null && part !== '').join(' · ')
}
