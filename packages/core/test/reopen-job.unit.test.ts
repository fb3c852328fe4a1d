import { expect, test } from 'vitest'
import { type Decision, decide, type FailureReason, type Job, type TaskId } from '../src/index.ts'
import { aJob, aSubmission, context, noon } from './a-job.ts'
import { anEvent } from './an-event.ts'

const task = { taskId: 'video_1' as TaskId }

function failed(reason: FailureReason, charged: 'yes' | 'no' | 'unknown', overrides: Partial<Job> = {}): Job {
  return aJob({
    state: 'failed',
    reason,
    failure: { step: 'poll', reason, message: 'no', charged, retryable: true, upstreamStatus: null },
    submission: aSubmission('failed', task),
    contingentTicks: charged === 'unknown' ? 500_000_000n : null,
    chargedTicks: charged === 'yes' ? 500_000_000n : null,
    submittedAt: noon,
    sourceExpiresAt: noon,
    crashes: 3,
    ...overrides,
  })
}

function rearchive(job: Job): Decision | string {
  const verdict = decide(job, anEvent['job-rearchived'], context())
  return verdict.outcome === 'ignored' ? verdict.why : verdict.decision
}

function after(job: Job, decision: Decision | string): Job {
  if (typeof decision === 'string') throw new Error(decision)
  const submission =
    job.submission && decision.submission ? { ...job.submission, ...decision.submission } : job.submission
  return {
    ...job,
    ...decision.changes,
    submission: submission as Job['submission'],
    version: job.version + 1,
  }
}

test.each([
  ['artifact_lost', 'yes', 'archiving'],
  ['invalid_artifact', 'yes', 'archiving'],
  ['no_artifact', 'yes', 'archiving'],
  ['crashed', 'yes', 'archiving'],
  ['crashed', 'unknown', 'rendering'],
  ['upstream_lost', 'unknown', 'rendering'],
  ['written_off', 'unknown', 'rendering'],
] as const)('%s, charged: %s, goes back to %s and asks its task', (reason, charged, state) => {
  const decision = rearchive(failed(reason, charged))
  expect(decision).toMatchObject({
    changes: {
      state,
      reason: null,
      failure: null,
      finishedAt: null,
      dueAt: noon,
      sourceUrl: null,
      crashes: 0,
    },
    submission: { status: 'accepted' },
    wake: { step: 'poll', at: noon },
  })
})

test.each([
  ['moderated', 'unknown', task],
  ['upstream_failed', 'unknown', task],
  ['rejected', 'no', { taskId: null }],
  ['crashed', 'no', task],
  ['written_off', 'unknown', { taskId: null }],
] as const)('%s, charged: %s, with %o has nothing to ask for', (reason, charged, submission) => {
  const job = failed(reason, charged, { submission: aSubmission('failed', submission) })
  expect(rearchive(job)).toContain('no task is left')
})

test('what is in doubt is reserved again, and charged once when the clip is there after all', () => {
  const lost = failed('upstream_lost', 'unknown')
  const decision = rearchive(lost) as Decision
  expect(decision.changes).toMatchObject({
    contingentTicks: null,
    reservedTicks: 500_000_000n,
    holdsSlot: true,
  })
  expect(decision.ledger.map(({ kind, ticks, chargeKey }) => [kind, ticks, chargeKey])).toEqual([
    ['contingent', -500_000_000n, 'sub_1-contingent-reopened-1'],
    ['reserved', 500_000_000n, 'sub_1-reserved-1'],
  ])
  const verdict = decide(after(lost, decision), anEvent['render-succeeded'], context())
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  expect(verdict.decision.changes).toMatchObject({ state: 'archiving', chargedTicks: 500_000_000n })
  expect(verdict.decision.ledger.map(({ kind, chargeKey }) => [kind, chargeKey])).toEqual([
    ['released', 'sub_1-released-1'],
    ['charged', 'sub_1-charged'],
  ])
})

test('a clip that was charged is fetched again without a word on money, and asked for a link that it never had', () => {
  const linkless = failed('no_artifact', 'yes')
  const decision = rearchive(linkless) as Decision
  expect(decision.ledger).toEqual([])
  const verdict = decide(after(linkless, decision), anEvent['render-succeeded'], context())
  if (verdict.outcome === 'ignored') throw new Error(verdict.why)
  expect(verdict.decision.ledger).toEqual([])
  expect(verdict.decision.changes).toMatchObject({
    sourceUrl: expect.stringContaining('fresh'),
    renderedAt: noon,
  })
  expect(verdict.decision.changes.reported).not.toBeNull()
})

test('a task past its deadline is asked about without a slot', () => {
  const old = failed('crashed', 'unknown', { submittedAt: new Date(noon.getTime() - 86_400_000) })
  expect((rearchive(old) as Decision).changes).toMatchObject({
    state: 'rendering',
    overdue: true,
    holdsSlot: false,
  })
})

test('a failure that a bill has settled is not charged a second time', () => {
  const settled = failed('crashed', 'unknown', { contingentTicks: null, chargedTicks: 500_000_000n })
  const decision = rearchive(settled) as Decision
  expect(decision.changes.state).toBe('archiving')
  expect(decision.ledger).toEqual([])
})
