import { expect, test } from 'vitest'
import { costLine, upstreamLines } from '../src/demo/money-lines.ts'

const bill = { default: { sum_ticks: '30000000000' }, xai: { sum_ticks: '500000000' } }
const ledger = new Map([
  ['simulator', '30000000000'],
  ['simulator-xai', '500000001'],
])
const jobs = [
  { upstream: 'simulator', state: 'archived' },
  { upstream: 'simulator', state: 'failed' },
  { upstream: 'simulator-xai', state: 'archived' },
]

test('each upstream has a line of its own, compared with its own part of the bill', () => {
  expect(upstreamLines(jobs, { ledger, bill })).toEqual([
    'simulator      1 of 2 archived, $3.0000 charged, $3.0000 on the bill, equal to the tick',
    'simulator-xai  1 of 1 archived, $0.0500 charged, $0.0500 on the bill, 1 tick apart',
  ])
})

test('a single upstream has no line of its own', () => {
  expect(upstreamLines(jobs.slice(0, 2), { ledger, bill })).toEqual([])
})

test('the whole ledger is held against the whole bill, jobs of other batches included', () => {
  expect(costLine({ ledger, bill })).toBe(
    "$3.0500 in our ledger, $3.0500 on the simulator's bill, 1 tick apart; no real money",
  )
  const equal = new Map([...ledger, ['simulator-xai', '500000000']])
  expect(costLine({ ledger: equal, bill })).toContain('equal to the tick')
})

test('a charge that nobody knows is no 0', () => {
  const unknown = new Map([...ledger, ['simulator-xai', null]])
  expect(costLine({ ledger: unknown, bill })).toBe(
    "an unknown sum in our ledger, $3.0500 on the simulator's bill, which nobody can compare; no real money",
  )
  expect(upstreamLines(jobs, { ledger: unknown, bill })[1]).toContain('an unknown sum charged')
})

test('an upstream for which nothing is booked has been charged nothing', () => {
  const [first] = upstreamLines(jobs, { ledger: new Map(), bill: {} })
  expect(first).toContain('$0.0000 charged, $0.0000 on the bill, equal to the tick')
})
