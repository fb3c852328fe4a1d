import { describe, expect, test } from 'vitest'
import { decide, type Job, type JobEvent } from '../src/index.ts'
import { aJob, aSubmission, context, noon } from './a-job.ts'
import { aClip, anEvent } from './an-event.ts'

function decided(job: Job, event: JobEvent, given = context()) {
  const verdict = decide(job, event, given)
  if (verdict.outcome !== 'decided') throw new Error(verdict.why)
  return verdict.decision
}

describe('an adopted task', () => {
  const adopted = (overrides: Partial<Job> = {}): Job =>
    aJob({ state: 'rendering', adopted: true, holdsSlot: false, reservedTicks: 0n, ...overrides })

  /** Denied for so long that one more denial is the last. */
  const denied = { pollFailures: 4, pollFailingSince: new Date(noon.getTime() - 3_600_000) }

  test('is charged at its quote when it succeeds, as any other', () => {
    const { changes, ledger } = decided(adopted(), anEvent['render-succeeded'])
    expect(changes).toMatchObject({ state: 'archiving', chargedTicks: 500_000_000n, costSource: 'estimated' })
    expect(ledger.map(({ kind }) => kind)).toEqual(['charged'])
  })

  test('that was never found says that it is probably mistyped, and claims no price', () => {
    const { changes, ledger } = decided(adopted(denied), anEvent['task-missing'])
    expect(changes).toMatchObject({
      state: 'failed',
      reason: 'upstream_lost',
      failure: { charged: 'unknown', retryable: false },
    })
    expect(changes.failure?.message).toContain('probably mistyped')
    expect(changes.contingentTicks ?? null).toBeNull()
    expect(ledger).toMatchObject([{ kind: 'contingent', ticks: null, source: 'unknown' }])
  })

  test('that was found once and is lost has its price at risk', () => {
    const seen = adopted({ ...denied, upstreamStatus: 'running' })
    const { changes } = decided(seen, anEvent['task-missing'])
    expect(changes.failure?.message).not.toContain('mistyped')
    expect(changes.contingentTicks).toBe(500_000_000n)
  })

  test('is never sent: neither by a free failure, nor by a person', () => {
    const free = context({ rules: { ...context().rules, failedIsFree: true } })
    expect(decided(adopted(), anEvent['render-failed'], free).changes).toMatchObject({
      state: 'failed',
      failure: { charged: 'no', retryable: false },
    })
    const verdict = decide(aJob({ state: 'failed', adopted: true }), anEvent['job-retried'], context())
    expect(verdict.outcome).toBe('ignored')
  })
})

describe('a job that copies a clip of ours', () => {
  const copying = (overrides: Partial<Job> = {}): Job =>
    aJob({
      state: 'archiving',
      reusedFrom: 'job_9' as Job['id'],
      submissions: 0,
      submission: null,
      sourceUrl: null,
      sourceExpiresAt: null,
      sourceSeenAt: null,
      chargedTicks: 0n,
      costSource: 'metered',
      ...overrides,
    })

  test('ends archived, costs nothing and says whose clip it has', () => {
    const { changes, event, submission, ledger } = decided(copying(), anEvent['clip-archived'])
    expect(changes.state).toBe('archived')
    expect(event).toMatchObject({
      kind: 'clip-archived',
      detail: { reused_from: 'job_9', sha256: aClip.sha256 },
    })
    expect([submission, ledger]).toEqual([null, []])
  })

  test('fails free of charge when the original is gone, and no machine buys it', () => {
    const { changes, submission, ledger } = decided(copying(), anEvent['reuse-lost'])
    expect(changes).toMatchObject({
      state: 'failed',
      reason: 'reuse_lost',
      failure: { charged: 'no', retryable: true },
    })
    expect([submission, ledger]).toEqual([null, []])
  })

  test('is bought when a person retries it then', () => {
    const failed = copying({ state: 'failed', reason: 'reuse_lost', dueAt: null, finishedAt: noon })
    expect(decided(failed, anEvent['job-retried']).changes.state).toBe('queued')
    const bought = copying({
      submissions: 1,
      submission: aSubmission('accepted'),
      sourceUrl: 'https://c/1.mp4',
    })
    expect(decide(bought, anEvent['reuse-lost'], context()).outcome).toBe('ignored')
    expect(decided(bought, anEvent['clip-archived']).submission).toEqual({ status: 'finished' })
  })

  test('waits for a store that is away, for as long as it takes', () => {
    const { changes, wake } = decided(copying(), anEvent['archive-interrupted'])
    expect(changes.waitingFor).toBe('archive_unwell')
    expect(wake?.step).toBe('archive')
  })

  test('takes no word of links and tasks, which it has none of', () => {
    const own = new Set(['clip-archived', 'archive-interrupted', 'reuse-lost', 'worker-lost'])
    const others = Object.values(anEvent).filter(
      ({ type }) => !own.has(type) && type !== 'submission-orphaned',
    )
    for (const event of others)
      expect([event.type, decide(copying(), event, context()).outcome]).toEqual([event.type, 'ignored'])
  })

  test('that ends three workers is set aside, uncharged', () => {
    const lost = { type: 'worker-lost', step: 'archive', workerId: 'worker-2' } as const
    expect(decided(copying({ crashes: 2 }), lost)).toMatchObject({
      changes: { state: 'failed', reason: 'crashed', failure: { charged: 'no' } },
      submission: null,
    })
  })
})
