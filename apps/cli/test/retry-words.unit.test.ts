import { expect, test } from 'vitest'
import type { BulkPreview, Job, RetryReason } from '../src/client/shapes.ts'
import { bulkQuestion, previewLines } from '../src/print/bulk-words.ts'
import { leftOutLines, reasonLines, retryOfJob, retrySummary } from '../src/print/retry-words.ts'

const group: RetryReason = {
  reason: 'artifact_lost',
  simulated: false,
  jobs: 2,
  charged_ticks: '5000000000',
  contingent_ticks: '3000000000',
  unknown_costs: 1,
  quoted_ticks: '10000000000',
  unpriced: 0,
}

test('a reason names what is certain, what is possible and what nobody knows, beside the new price', () => {
  expect(reasonLines([group])).toEqual([
    '  2 artifact_lost: so far $0.50 charged, $0.30 possibly charged, 1 job of unknown cost; again $1.00 as quoted',
  ])
  const free = {
    ...group,
    charged_ticks: '0',
    contingent_ticks: null,
    unknown_costs: 0,
    quoted_ticks: null,
    unpriced: 2,
  }
  expect(reasonLines([free])).toEqual(['  2 artifact_lost: so far nothing charged; again of unknown price'])
})

test('real and simulated money are told beside each other, never in one sum', () => {
  const simulated = { ...group, jobs: 1, simulated: true, unknown_costs: 0, quoted_ticks: '2000000000' }
  expect(reasonLines([simulated])).toEqual([
    '  1 artifact_lost: so far $0.50 simulated charged, $0.30 simulated possibly charged; again $0.20 simulated as quoted',
  ])
  expect(retrySummary({ jobs: 3, reasons: [group, simulated] })).toBe(
    '3 failed jobs again, $1.00 as quoted and $0.20 simulated as quoted',
  )
  const part = { rows: 1, low_ticks: '20000000000', expected_ticks: null, high_ticks: null }
  const cost = {
    rows: 2,
    parts: [
      { ...part, simulated: false },
      { ...part, expected_ticks: '1', simulated: true },
    ],
  }
  expect(bulkQuestion({ action: 'retry', accepted: 2, cost } as unknown as BulkPreview)).toContain(
    'at least $2.00 and $0.0000000001 simulated as quoted',
  )
})

test('what is left out is named with its way in', () => {
  expect(leftOutLines([{ reason: 'moderated', jobs: 3, message: 'it is refused again' }])).toEqual([
    '  3 moderated left out: it is refused again. --include-moderated sends them as well.',
  ])
})

test('a single job says the same of itself', () => {
  const job = {
    reason: 'upstream_lost',
    simulated: false,
    failure: { charged: null },
    cost: { quoted_ticks: '5000000000', charged_ticks: null, contingent_ticks: null },
  } as Job
  const retry = retryOfJob(job)
  expect(retrySummary(retry)).toBe('1 failed job again, $0.50 as quoted')
  expect(reasonLines(retry.reasons)).toEqual([
    '  1 upstream_lost: so far 1 job of unknown cost; again $0.50 as quoted',
  ])
})

test('a bulk preview counts what caps hold in the words of the action, and the way out', () => {
  const preview = {
    action: 'retry',
    matched: 9,
    accepted: 4,
    refused: [{ code: 'moderated', count: 3, message: 'it is refused again' }],
    skipped: [{ code: 'over_budget', count: 2, message: 'no cap of its batch or key has room for it' }],
    waiting: 1,
    reasons: [group],
    cost: {
      rows: 4,
      low_ticks: '20000000000',
      expected_ticks: '20000000000',
      high_ticks: '20000000000',
      unknown: [],
      parts: [
        {
          simulated: false,
          rows: 4,
          low_ticks: '20000000000',
          expected_ticks: '20000000000',
          high_ticks: '20000000000',
        },
      ],
    },
    token: 't',
  } as unknown as BulkPreview
  expect(previewLines(preview)).toEqual([
    '9 jobs match; 4 of them can be done.',
    '  3 not: it is refused again (--include-moderated or --reason moderated sends them as well)',
    '  2 not: no cap of its batch or key has room for it (over_budget: reelkeep budget BATCH USD, or a higher cap of the key)',
    expect.stringContaining('2 artifact_lost: so far $0.50 charged'),
    '  1 of them would wait: the day cap of their key has no room now (waits for: budget)',
    '  cost: $2.00 as quoted',
  ])
  expect(bulkQuestion(preview)).toContain('$2.00 as quoted')
})
