import { expect, test } from 'vitest'
import { costLine, upstreamLines } from '../src/demo/money-lines.ts'

const bill = { default: { sum_ticks: '30000000000' }, xai: { sum_ticks: '500000000' } }
const ledger = new Map([
  ['simulator', '30000000000'],
  ['simulator-xai', '500000001'],
])
const possible = new Map([['simulator', '0']])
const jobs = [
  { upstream: 'simulator', state: 'archived' },
  { upstream: 'simulator', state: 'failed' },
  { upstream: 'simulator-xai', state: 'archived' },
]

test('each upstream has a line of its own, compared with its own part of the bill', () => {
  expect(upstreamLines(jobs, { ledger, possible, bill })).toEqual([
    'simulator      1 of 2 archived, $3.0000 charged, $3.0000 on the bill, equal to the tick',
    'simulator-xai  1 of 1 archived, $0.0500 charged, $0.0500 on the bill, 1 tick apart',
  ])
})

test('a single upstream has no line of its own', () => {
  expect(upstreamLines(jobs.slice(0, 2), { ledger, possible, bill })).toEqual([])
})

test('the whole ledger is held against the whole bill, jobs of other batches included', () => {
  expect(costLine({ ledger, possible, bill })).toBe(
    "$3.0500 in our ledger, $3.0500 on the simulator's bill, 1 tick apart; no real money",
  )
  const equal = new Map([...ledger, ['simulator-xai', '500000000']])
  expect(costLine({ ledger: equal, possible, bill })).toContain('equal to the tick')
})

test('a charge that nobody knows is no 0', () => {
  const unknown = new Map([...ledger, ['simulator-xai', null]])
  expect(costLine({ ledger: unknown, possible, bill })).toBe(
    "an unknown sum in our ledger, $3.0500 on the simulator's bill, which nobody can compare; no real money",
  )
  expect(upstreamLines(jobs, { ledger: unknown, possible, bill })[1]).toContain('an unknown sum charged')
})

test('an upstream for which nothing is booked has been charged nothing', () => {
  const [first] = upstreamLines(jobs, { ledger: new Map(), possible, bill: {} })
  expect(first).toContain('$0.0000 charged, $0.0000 on the bill, equal to the tick')
})

test('what is booked as possibly charged is said where it is the whole difference', () => {
  const less = new Map([...ledger, ['simulator', '27000000000'], ['simulator-xai', '500000000']])
  const inDoubt = new Map([['simulator', '3000000000']])
  expect(costLine({ ledger: less, possible: inDoubt, bill })).toContain(
    'the $0.3000 between them is what we book as possibly charged, for jobs that failed or are in doubt',
  )
  expect(costLine({ ledger: less, possible, bill })).toContain('3000000000 ticks apart')
})
