import { assertNever } from '../assert-never.ts'
import type { UpstreamRules } from '../policy/rules.ts'
import { decideArchive } from './decide-archive.ts'
import { decideCrash } from './decide-crash.ts'
import { decideHold } from './decide-hold.ts'
import { decidePerson } from './decide-person.ts'
import { decidePoll } from './decide-poll.ts'
import { decideSubmit } from './decide-submit.ts'
import type { Verdict } from './decision.ts'
import type { JobEvent, JobEventType } from './event.ts'
import type { Job } from './job.ts'

export type DecideContext = {
  readonly now: Date
  readonly rules: UpstreamRules
  /** In [0, 1), drawn at the edge. */
  readonly jitter: number
}

/**
 * What we do about a fact: the heart of the product, pure. A fact that no longer concerns the job as it stands is
 * ignored with a reason, so late, doubled and reordered facts are harmless.
 */
export function decide(job: Job, event: JobEvent, context: DecideContext): Verdict {
  const verdict = decideEvent(job, event, context)
  if (verdict.outcome === 'ignored' || job.crashes === 0 || keepsCrashes.has(event.type)) return verdict
  const { decision } = verdict
  return { outcome: 'decided', decision: { ...decision, changes: { ...decision.changes, crashes: 0 } } }
}

/** These say nothing about whether a worker lives through the job's work. Any other fact does: it was learned and told. */
const keepsCrashes: ReadonlySet<JobEventType> = new Set([
  'submit-started',
  'intent-taken-back',
  'sender-lost',
  'worker-lost',
  'hold-expired',
  'submission-orphaned',
  'link-aging',
  'link-allowed',
  'job-hurried',
])

function decideEvent(job: Job, event: JobEvent, context: DecideContext): Verdict {
  switch (event.type) {
    case 'submit-started':
    case 'submit-accepted':
    case 'submit-rejected':
    case 'submit-not-sent':
    case 'submit-impossible':
    case 'submit-rate-limited':
    case 'submit-account-refused':
    case 'submit-unknown':
    case 'intent-taken-back':
    case 'sender-lost':
    case 'submission-orphaned':
      return decideSubmit(job, event, context)
    case 'poll-pending':
    case 'poll-unrecognized':
    case 'poll-unanswered':
    case 'poll-account-refused':
    case 'task-missing':
    case 'render-succeeded':
    case 'render-linkless':
    case 'render-failed':
      return decidePoll(job, event, context)
    case 'clip-archived':
    case 'archive-interrupted':
    case 'link-dead':
    case 'clip-invalid':
    case 'link-refused':
    case 'clip-rescued':
    case 'rescue-lost':
    case 'reuse-lost':
    case 'link-aging':
      return decideArchive(job, event, context)
    case 'job-canceled':
    case 'job-retried':
    case 'job-paused':
    case 'job-resumed':
    case 'job-rearchived':
    case 'job-hurried':
    case 'link-allowed':
    case 'submission-bound':
    case 'submission-resubmitted':
    case 'submission-written-off':
      return decidePerson(job, event, context)
    case 'hold-expired':
      return decideHold(job, event, context)
    case 'worker-lost':
      return decideCrash(job, event, context)
    default:
      return assertNever(event)
  }
}
