import { describe, expect, test } from 'vitest'
import type { Decision, Job, JobEvent, TaskId, UpstreamRules } from '../src/index.ts'
import { decide } from '../src/index.ts'
import { aJob, aSubmission, context, noon, rules } from './a-job.ts'
import { anEvent } from './an-event.ts'

const lost = (step: 'submit' | 'poll' | 'archive') => ({ ...anEvent['worker-lost'], step })
const anIntent = (overrides: Partial<Job> = {}) =>
  aJob({ state: 'submitting', submission: aSubmission('intent'), ...overrides })

describe('a worker that died with a job in hand', () => {
  test('is counted, and the step begins anew in the hands of another', () => {
    expect(decisionOn(anIntent(), lost('submit'))).toMatchObject({
      changes: { crashes: 1, dueAt: new Date(noon.getTime() + 60_000) },
      event: { kind: 'worker-lost', detail: { step: 'submit', crashes: 1 } },
      submission: { status: 'intent', workerId: 'worker-2' },
      wake: { step: 'submit', at: noon },
    })
    expect(decisionOn(aJob({ state: 'archiving', crashes: 1 }), lost('archive'))).toMatchObject({
      changes: { crashes: 2, dueAt: noon },
      submission: null,
      wake: { step: 'archive', at: noon },
    })
  })

  test('never touches a POST that may be on its way', () => {
    expect(decide(aJob({ state: 'submitting' }), lost('submit'), context()).outcome).toBe('ignored')
  })

  test.each([
    ['nothing was sent', anIntent({ crashes: 2 }), 'submit', 'no', 'not_sent', ['released']],
    [
      'a task may be charged',
      aJob({ state: 'rendering', crashes: 2 }),
      'poll',
      'unknown',
      'failed',
      ['released', 'contingent'],
    ],
    ['the charge is booked', aJob({ state: 'archiving', crashes: 2 }), 'archive', 'yes', 'finished', []],
  ] as const)(
    'the third time sets the job aside, never to be retried by itself, where %s',
    (_, job, step, charged, status, booked) => {
      const decision = decisionOn(job, lost(step))
      expect(decision).toMatchObject({
        changes: { state: 'failed', reason: 'crashed', crashes: 3, failure: { charged, retryable: true } },
        submission: { status },
        wake: null,
      })
      expect(decision.ledger.map(({ kind }) => kind)).toEqual(booked)
    },
  )

  test('never sets a job aside whose clip is on a disk of ours', () => {
    const rescued = aJob({ state: 'archiving', crashes: 2, rescuedTo: 'rescue_a' })
    const decision = decisionOn(rescued, lost('archive'))
    expect(decision).toMatchObject({ changes: { crashes: 3, dueAt: noon }, wake: { step: 'archive' } })
    expect(decision.changes.rescuedTo).toBeUndefined()
  })

  test('is forgotten with the first fact that shows a worker outlived it, and not before', () => {
    const renders = aJob({ state: 'rendering', crashes: 2 })
    expect(decisionOn(renders, anEvent['poll-pending']).changes.crashes).toBe(0)
    expect(decisionOn(anIntent({ crashes: 2 }), anEvent['submit-started']).changes.crashes).toBeUndefined()
    const sent = aJob({ state: 'submitting', crashes: 1 })
    expect(decisionOn(sent, anEvent['sender-lost']).changes.crashes).toBe(2)
    expect(decisionOn(sent, anEvent['submit-unknown']).changes.crashes).toBe(0)
  })
})

describe('a doubt that outlasts its hold time', () => {
  const resubmits: Partial<UpstreamRules> = { onUnconfirmed: 'resubmit', resubmitMaxTicks: 500_000_000n }
  const doubt = aJob({ state: 'unconfirmed' })
  const granted = { type: 'hold-expired', allowance: 'granted' } as const

  test('fails as if written off, its cost still contingent, where the policy says so', () => {
    const decision = decisionOn(doubt, anEvent['hold-expired'], { onUnconfirmed: 'fail' })
    expect(decision).toMatchObject({
      changes: { state: 'failed', reason: 'written_off' },
      submission: {
        status: 'written_off',
        message: 'on_unconfirmed is fail, and nobody resolved it within 60 min',
      },
    })
    expect(decision.ledger.map(({ kind }) => kind)).toEqual(['released'])
  })

  test('is sent again out of the allowance, and what the first may have cost stays at risk', () => {
    const decision = decisionOn(doubt, granted, resubmits)
    expect(decision).toMatchObject({
      changes: { state: 'queued', reservedTicks: 0n },
      event: { kind: 'submission-resubmitted', detail: { by: 'system' } },
      submission: { status: 'written_off' },
    })
    expect(decision.ledger.map(({ kind }) => kind)).toEqual(['released'])
    expect(decision.changes.contingentTicks).toBeUndefined()
  })

  test.each([
    ['no price', { quotedTicks: null }, 'granted', 'it has no price'],
    ['too high a price', { quotedTicks: 500_000_001n }, 'granted', 'its price is above resubmit_max_usd'],
    ['no allowance left', {}, 'refused', 'resubmit_daily_usd is used up'],
    ['three senders that died of it', { crashes: 3 }, 'granted', '3 workers in a row died'],
  ] as const)('is left to a person, and says why, with %s', (_, job, allowance, why) => {
    const decision = decisionOn({ ...doubt, ...job }, { type: 'hold-expired', allowance }, resubmits)
    expect(decision.changes).toEqual({})
    expect(decision.event).toMatchObject({ kind: 'policy-held', detail: { submission: 'sub_1' } })
    expect(decision.event?.detail.why).toContain(why)
  })
})

test('the upstream’s own answer outranks the task that a person took for it', () => {
  const job = aJob({
    state: 'rendering',
    submission: aSubmission('accepted', { taskId: 'typo' as TaskId }),
    pollFailures: 3,
  })
  expect(decisionOn(job, anEvent['submit-accepted'])).toMatchObject({
    changes: { pollFailures: 0, dueAt: noon },
    event: { detail: { task: 'video_1', instead_of: 'typo' } },
    submission: { status: 'accepted', taskId: 'video_1' },
    ledger: [],
    wake: { step: 'poll', at: noon },
  })
})

test('a refusal that is a job’s own ends it and leaves the gate of all others alone', () => {
  const refused = { ...anEvent['submit-account-refused'], isItsOwn: true } as const
  expect(decisionOn(aJob({ state: 'submitting' }), refused)).toMatchObject({
    changes: { state: 'failed', reason: 'rejected', failure: { charged: 'no' } },
    gate: null,
  })
})

function decisionOn(job: Job, event: JobEvent, changed: Partial<UpstreamRules> = {}): Decision {
  const verdict = decide(job, event, context({ rules: { ...rules, ...changed } }))
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  return verdict.decision
}
