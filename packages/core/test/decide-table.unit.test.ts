import { describe, expect, test } from 'vitest'
import { decide, type JobEventType, type JobState, jobStates } from '../src/index.ts'
import { aJob, aSubmission, context } from './a-job.ts'
import { anEvent } from './an-event.ts'

type Ending = JobState | 'ignored'

/**
 * Every event against every state: where the job stands afterwards. A state that is not named ignores the event.
 * `submitting` is meant with its POST under way (`sending`); the intent rows stand below.
 */
const table: Record<JobEventType, Partial<Record<JobState, Ending>>> = {
  'submit-started': {},
  // In rendering it is another task than the one that a person has bound.
  'submit-accepted': { submitting: 'rendering', unconfirmed: 'rendering', rendering: 'rendering' },
  'submit-rejected': { submitting: 'failed', unconfirmed: 'failed' },
  'submit-not-sent': { submitting: 'queued', unconfirmed: 'queued' },
  'submit-impossible': { submitting: 'failed', unconfirmed: 'failed' },
  'submit-rate-limited': { submitting: 'queued', unconfirmed: 'queued' },
  'submit-account-refused': { submitting: 'queued', unconfirmed: 'queued' },
  'submit-unknown': { submitting: 'unconfirmed' },
  'intent-taken-back': {},
  'sender-lost': { submitting: 'unconfirmed' },
  // The policy is to hold; the others stand below.
  'hold-expired': {},
  // In the poll lane.
  'worker-lost': { rendering: 'rendering', archiving: 'archiving' },
  'submission-orphaned': Object.fromEntries(jobStates.map((state) => [state, state])),
  'poll-pending': { rendering: 'rendering', archiving: 'archiving' },
  'poll-unrecognized': { rendering: 'rendering', archiving: 'archiving' },
  'poll-unanswered': { rendering: 'rendering', archiving: 'archiving' },
  'poll-account-refused': { rendering: 'rendering', archiving: 'archiving' },
  'task-missing': { rendering: 'rendering', archiving: 'archiving' },
  'render-succeeded': { rendering: 'archiving', archiving: 'archiving' },
  'render-linkless': { rendering: 'rendering', archiving: 'archiving' },
  'render-failed': { rendering: 'failed', archiving: 'archiving' },
  'clip-archived': { archiving: 'archived' },
  'archive-interrupted': { archiving: 'archiving' },
  'link-dead': { archiving: 'archiving' },
  'clip-invalid': { archiving: 'archiving' },
  'link-refused': { archiving: 'archiving' },
  'clip-rescued': { archiving: 'archiving' },
  'rescue-lost': {},
  // Of a job that copies a clip of ours; see reuse-and-adopt.unit.test.ts.
  'reuse-lost': {},
  'link-aging': { archiving: 'archiving' },
  'job-canceled': { queued: 'canceled' },
  'job-retried': { failed: 'queued' },
  'job-paused': { queued: 'queued' },
  // Of use only while it is paused.
  'job-resumed': {},
  // Its task is bound; what else it takes stands in reopen-job.unit.test.ts.
  'job-rearchived': {},
  // Of use only while its step is due later.
  'job-hurried': {},
  // Of use only while the link is refused.
  'link-allowed': {},
  'submission-bound': { unconfirmed: 'rendering' },
  'submission-resubmitted': { unconfirmed: 'queued' },
  'submission-written-off': { unconfirmed: 'failed' },
}

describe.each(Object.entries(table))('%s', (type, endings) => {
  test.each(jobStates)('from %s ends where the table says', (state) => {
    const job = aJob({ state })
    const verdict = decide(job, anEvent[type as JobEventType], context())
    const ending = verdict.outcome === 'ignored' ? 'ignored' : (verdict.decision.changes.state ?? job.state)
    expect(ending).toBe(endings[state] ?? 'ignored')
  })
})

describe('a submission that is only an intent', () => {
  const job = aJob({ state: 'submitting', submission: aSubmission('intent') })

  test.each([
    ['submit-started', 'submitting'],
    ['intent-taken-back', 'queued'],
    ['submit-accepted', 'ignored'],
    ['submit-unknown', 'ignored'],
    ['sender-lost', 'ignored'],
    ['submit-rejected', 'ignored'],
    ['hold-expired', 'ignored'],
  ] as const)('%s ends in %s', (type, ending) => {
    const verdict = decide(job, anEvent[type], context())
    expect(verdict.outcome === 'ignored' ? 'ignored' : (verdict.decision.changes.state ?? job.state)).toBe(
      ending,
    )
  })
})

test('a POST under way is never taken back', () => {
  const job = aJob({ state: 'submitting', submission: aSubmission('sending') })
  expect(decide(job, anEvent['intent-taken-back'], context()).outcome).toBe('ignored')
  expect(decide(job, anEvent['submit-started'], context()).outcome).toBe('ignored')
})
