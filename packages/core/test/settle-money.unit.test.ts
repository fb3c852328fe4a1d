import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decision, decide, type Job, type Ticks, type UpstreamRules } from '../src/index.ts'
import { aJob, context, rules } from './a-job.ts'
import { anEvent } from './an-event.ts'

const bill = { ...rules, reportedTicksAre: 'bill' } as const
const passedThrough = { ...rules, reportedTicksAre: 'passed_through' } as const
const none = { ...rules, reportedTicksAre: 'none' } as const
const unpriced = { quotedTicks: null, reservedTicks: 0n } as const

function settled(job: Job, upstream: UpstreamRules, reportedTicks: Ticks | null): Decision {
  const event = { ...anEvent['render-succeeded'], reportedTicks }
  const verdict = decide(job, event, context({ rules: upstream }))
  if (verdict.outcome !== 'decided') throw new Error(verdict.outcome)
  return verdict.decision
}

function failed(upstream: UpstreamRules, reportedTicks: Ticks | null, job = aJob({ state: 'rendering' })) {
  const event = {
    ...anEvent['render-failed'],
    reason: 'upstream_failed',
    charged: 'unknown',
    reportedTicks,
  } as const
  const verdict = decide(job, event, context({ rules: upstream }))
  if (verdict.outcome !== 'decided') throw new Error(verdict.outcome)
  return verdict.decision
}

describe('a charge', () => {
  test.each([
    ['the bill is metered', bill, 7n, { chargedTicks: 7n, reportedTicks: 7n, costSource: 'metered' }],
    [
      'without a bill the quote is an estimate',
      bill,
      null,
      { chargedTicks: 500_000_000n, costSource: 'estimated' },
    ],
    [
      'ticks passed through are an estimate at factor 1',
      passedThrough,
      500_000_000n,
      { chargedTicks: 500_000_000n, reportedTicks: 500_000_000n, costSource: 'estimated' },
    ],
    [
      'ticks passed through are multiplied by the factor, and kept as reported',
      { ...passedThrough, billFactorPpm: 1_250_000n },
      500_000_000n,
      { chargedTicks: 625_000_000n, reportedTicks: 500_000_000n, costSource: 'estimated' },
    ],
    [
      'ticks of an upstream that reports none are kept and not believed',
      none,
      7n,
      { chargedTicks: 500_000_000n, reportedTicks: 7n, costSource: 'estimated' },
    ],
  ] as const)('%s', (_, upstream, reportedTicks, changes) => {
    const decision = settled(aJob({ state: 'rendering' }), upstream, reportedTicks)
    expect(decision.changes).toMatchObject(changes)
    const charges = decision.ledger.filter(({ kind }) => kind === 'charged')
    expect(charges).toEqual([
      expect.objectContaining({
        ticks: changes.chargedTicks,
        source: changes.costSource,
        chargeKey: 'sub_1-charged',
      }),
    ])
  })

  test.each([
    ['bill', bill],
    ['passed through', passedThrough],
    ['none', none],
  ])('that nobody knows stays unknown and is never 0 (%s)', (_, upstream) => {
    const decision = settled(aJob({ state: 'rendering', ...unpriced }), upstream, null)
    expect(decision.changes).toMatchObject({ chargedTicks: null, costSource: 'unknown' })
    expect(decision.changes).not.toHaveProperty('reportedTicks')
    expect(decision.ledger).toMatchObject([{ kind: 'charged', ticks: null, source: 'unknown' }])
  })

  test('that nobody knows takes nothing from what an earlier submission of the job was charged', () => {
    const job = aJob({ state: 'rendering', ...unpriced, chargedTicks: 310n, costSource: 'metered' })
    expect(settled(job, bill, null).changes).toMatchObject({ chargedTicks: 310n, costSource: 'unknown' })
  })

  test('is known without a price where ticks are passed through', () => {
    const decision = settled(aJob({ state: 'rendering', ...unpriced }), passedThrough, 9n)
    expect(decision.changes).toMatchObject({ chargedTicks: 9n, costSource: 'estimated' })
  })

  test.each([
    [1n, 1_500_000n, 2n],
    [1n, 1_499_999n, 1n],
    [3n, 500_000n, 2n],
    [1n, 499_999n, 0n],
    [10n ** 18n + 1n, 1_000_001n, 1_000_001_000_000_000_001n],
  ])('of %d ticks times %d millionths is %d: half a tick counts as one', (ticks, billFactorPpm, charged) => {
    const decision = settled(aJob({ state: 'rendering' }), { ...passedThrough, billFactorPpm }, ticks)
    expect(decision.changes.chargedTicks).toBe(charged)
  })

  test('is off by half a tick at most, whatever the factor', () => {
    const job = aJob({ state: 'rendering' })
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (ticks, billFactorPpm) => {
          const { chargedTicks } = settled(job, { ...passedThrough, billFactorPpm }, ticks).changes
          const error = (chargedTicks ?? -1n) * 1_000_000n - ticks * billFactorPpm
          return error > -500_000n && error <= 500_000n
        },
      ),
    )
  })

  test('of an earlier submission stays on the books beside the next one', () => {
    const job = aJob({ state: 'rendering', chargedTicks: 5n, reportedTicks: 4n })
    expect(settled(job, bill, 7n).changes).toMatchObject({ chargedTicks: 12n, reportedTicks: 11n })
  })
})

describe('a failure that may have been charged', () => {
  test('was charged when the bill says so', () => {
    const { changes, ledger } = failed(bill, 7n)
    expect(changes).toMatchObject({ chargedTicks: 7n, costSource: 'metered', failure: { charged: 'yes' } })
    expect(ledger).toContainEqual(expect.objectContaining({ kind: 'charged', ticks: 7n, source: 'metered' }))
  })

  test('was charged and is not retried when the bill says so, although failures are called free', () => {
    const { changes } = failed({ ...bill, failedIsFree: true }, 7n)
    expect(changes).toMatchObject({ state: 'failed', chargedTicks: 7n, failure: { charged: 'yes' } })
    expect(failed({ ...bill, failedIsFree: true }, 0n).changes).toMatchObject({ state: 'queued', retries: 1 })
  })

  test('is not retried either when another service reports a cost, although failures are called free', () => {
    const paid = { reason: 'upstream_failed', charged: 'yes', reportedTicks: 7n } as const
    const event = { ...anEvent['render-failed'], ...paid }
    const upstream = { ...passedThrough, failedIsFree: true, retries: 2 }
    const verdict = decide(aJob({ state: 'rendering' }), event, context({ rules: upstream }))
    const changes = { state: 'failed', chargedTicks: 7n, failure: { charged: 'yes' } }
    expect(verdict).toMatchObject({ outcome: 'decided', decision: { changes } })
  })

  test('stays in doubt when the bill says 0, which may be a mere default', () => {
    const { changes } = failed(bill, 0n)
    expect(changes).toMatchObject({
      failure: { charged: 'unknown' },
      reportedTicks: 0n,
      contingentTicks: aJob().quotedTicks,
    })
    expect(changes).not.toHaveProperty('chargedTicks')
  })

  test('stays in doubt when ticks are only passed through, and that much is at risk', () => {
    const { changes, ledger } = failed({ ...passedThrough, billFactorPpm: 2_000_000n }, 7n)
    expect(changes).toMatchObject({
      failure: { charged: 'unknown' },
      contingentTicks: 14n,
      reportedTicks: 7n,
    })
    expect(ledger).toContainEqual(
      expect.objectContaining({ kind: 'contingent', ticks: 14n, source: 'estimated' }),
    )
  })

  test('says nothing of a free refusal after a charge of unknown amount, since that was no 0', () => {
    const again = aJob({ state: 'submitting', quotedTicks: null, reservedTicks: 0n, submissions: 2 })
    const refused = decide(again, anEvent['submit-rejected'], context())
    const first = decide({ ...again, submissions: 1 }, anEvent['submit-rejected'], context())
    const changesOf = (verdict: typeof refused) =>
      verdict.outcome === 'decided' ? verdict.decision.changes : null
    expect(changesOf(refused)?.state).toBe('failed')
    expect(changesOf(refused)?.chargedTicks).toBeUndefined()
    expect(changesOf(first)?.chargedTicks).toBe(0n)
  })

  test('puts the quote at risk, not 0, when a gateway passes on that it was charged nothing itself', () => {
    const { changes, ledger } = failed(passedThrough, 0n)
    expect(changes).toMatchObject({ contingentTicks: aJob().quotedTicks, reportedTicks: 0n })
    expect(ledger.filter(({ kind }) => kind === 'contingent')).toMatchObject([{ ticks: aJob().quotedTicks }])
  })

  test('keeps what was reserved for it at risk when nobody knows a price', () => {
    const job = aJob({ state: 'rendering', quotedTicks: null, reservedTicks: 900n })
    expect(failed(none, null, job).changes).toMatchObject({ contingentTicks: 900n, reservedTicks: 0n })
  })
})

describe('a refusal at the door that says what it cost', () => {
  test.each([
    ['a bill', 'moderated', bill, 7n, { chargedTicks: 7n, failure: { charged: 'yes' } }],
    ['a bill of nothing', 'moderated', bill, 0n, { chargedTicks: 0n, failure: { charged: 'no' } }],
    [
      'nothing passed through',
      'rejected',
      passedThrough,
      0n,
      { chargedTicks: 0n, failure: { charged: 'no' } },
    ],
    [
      'nothing passed through, of content',
      'moderated',
      passedThrough,
      0n,
      { contingentTicks: 500_000_000n, failure: { charged: 'unknown' } },
    ],
  ] as const)('%s, %s', (_, reason, upstream, reportedTicks, changes) => {
    const event = { ...anEvent['submit-rejected'], reason, reportedTicks }
    const verdict = decide(aJob({ state: 'submitting' }), event, context({ rules: upstream }))
    expect(verdict).toMatchObject({
      outcome: 'decided',
      decision: { changes: { ...changes, reportedTicks } },
    })
  })
})

describe('without a price', () => {
  const submitting = (overrides: Partial<Job> = {}) =>
    aJob({ state: 'submitting', ...unpriced, submissions: 1, chargedTicks: null, ...overrides })
  const changed = (job: Job, event: Parameters<typeof decide>[1]) => {
    const verdict = decide(job, event, context({ rules: none }))
    if (verdict.outcome !== 'decided') throw new Error(verdict.outcome)
    return { ...job, ...verdict.decision.changes }
  }
  const again = (job: Job, state: Job['state']) =>
    aJob({ ...unpriced, chargedTicks: job.chargedTicks, costSource: job.costSource, submissions: 2, state })

  test.each(['submit-not-sent', 'submit-rate-limited', 'submit-account-refused'] as const)(
    'what is proven never to have been made cost 0, however often it was submitted (%s)',
    (kind) => {
      const back = changed(submitting(), anEvent[kind])
      expect(back).toMatchObject({ state: 'queued', chargedTicks: 0n })
      const failed = changed(again(back, 'submitting'), anEvent['submit-rejected'])
      expect(failed).toMatchObject({ state: 'failed', chargedTicks: 0n, failure: { charged: 'no' } })
    },
  )

  test('a charge of unknown amount after one of 0 is unknown, and stays so after a free refusal', () => {
    const free = changed(submitting(), anEvent['submit-rejected'])
    const made = changed(again(free, 'rendering'), anEvent['render-succeeded'])
    expect(made).toMatchObject({ chargedTicks: null, costSource: 'unknown' })
    const refused = changed({ ...again(made, 'submitting'), submissions: 3 }, anEvent['submit-rejected'])
    expect(refused).toMatchObject({ state: 'failed', chargedTicks: null })
  })

  test.each([
    ['submit-unknown', 'submitting'],
    ['render-failed', 'rendering'],
  ] as const)('a doubt after a charge of 0 is unknown (%s)', (kind, state) => {
    const free = changed(submitting(), anEvent['submit-rejected'])
    const event = kind === 'render-failed' ? { ...anEvent[kind], charged: 'unknown' as const } : anEvent[kind]
    expect(changed(again(free, state), event)).toMatchObject({ chargedTicks: null, contingentTicks: null })
  })

  test('a doubt about an earlier submission is not bounded by what is reserved for the next one', () => {
    const free = changed(submitting(), anEvent['submit-rejected'])
    const next = { ...again(free, 'submitting'), reservedTicks: 900n }
    const doubted = changed(next, { ...anEvent['submission-orphaned'], isAtRisk: false })
    expect(changed({ ...next, ...doubted }, anEvent['submit-rejected'])).toMatchObject({
      state: 'failed',
      chargedTicks: null,
    })
  })

  test('a doubt within a maximum leaves the 0 that is known beside what is at risk', () => {
    const back = changed(submitting({ reservedTicks: 900n }), anEvent['submit-not-sent'])
    const rendering = { ...again(back, 'rendering'), reservedTicks: 900n }
    const failed = changed(rendering, { ...anEvent['render-failed'], charged: 'unknown' as const })
    expect(failed).toMatchObject({ chargedTicks: 0n, contingentTicks: 900n })
  })
})

test('a second answer about the same task charges nothing', () => {
  const job = aJob({ state: 'rendering' })
  const { changes } = settled(job, bill, 7n)
  const after = { ...job, ...changes, version: job.version + 1 }
  const again = settled(after, bill, 7n)
  expect(again.ledger).toEqual([])
  expect(again.changes).not.toHaveProperty('chargedTicks')
})
