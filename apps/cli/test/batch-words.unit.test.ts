import { expect, test } from 'vitest'
import type { Batch, BatchPreview } from '../src/client/shapes.ts'
import { batchSummary, isOverBudget } from '../src/print/batch-line.ts'
import { budgetWords, committedWords } from '../src/print/budget-words.ts'
import { warningWords } from '../src/print/preview-words.ts'
import { priceWords, trialWords } from '../src/print/quote-words.ts'
import { watchLine } from '../src/print/watch-line.ts'

const known = { rows: 2, low_ticks: '9248000000', expected_ticks: '9248000000', high_ticks: '9248000000' }

const words = (quote: object, unchanged = 0) =>
  priceWords({
    quote: {
      ...known,
      unknown_rows: 0,
      unknown: [],
      reserved_ticks: null,
      lines: [],
      lines_total: 0,
      ...quote,
    } as BatchPreview['quote'],
    unchanged,
  })

test('a quote says the sum, and how many rows are here already', () => {
  expect(words({})).toBe('2 clips to pay, expected $0.9248')
  expect(words({}, 1)).toBe('2 clips to pay, expected $0.9248; 1 is here already and left alone')
  expect(words({}, 2)).toBe('2 clips to pay, expected $0.9248; 2 are here already and left alone')
})

test('a quote with unknown prices says the least, and the most where --max-price gives one', () => {
  const unknown = { rows: 3, expected_ticks: null, high_ticks: null, unknown_rows: 1 }
  expect(words(unknown)).toBe('3 clips to pay, at least $0.9248, and 1 clip of unknown price')
  expect(words({ ...unknown, high_ticks: '19248000000' })).toBe(
    '3 clips to pay, at least $0.9248, and 1 clip of unknown price, at most $1.9248 together',
  )
  expect(words({ ...unknown, rows: 1, low_ticks: '0' })).toBe('1 clip to pay, of unknown price')
})

test('warnings that say the same are one line, with their number, their column and the first rows', () => {
  const group = {
    code: 'understood',
    path: 'duration',
    message: '"10s" was read as 10 seconds',
    same: true,
    count: 500,
    sample: [{ row: 1 }, { row: 2 }, { row: 3 }],
  }
  expect(warningWords(group)).toBe(
    'warning, duration, 500 times (rows 1, 2, 3, …): "10s" was read as 10 seconds',
  )
  expect(warningWords({ ...group, same: false, count: 3 })).toBe(
    'warning, duration, 3 times (rows 1, 2, 3), such as: "10s" was read as 10 seconds',
  )
  expect(warningWords({ ...group, count: 1, sample: [{ row: 4 }] })).toBe(
    'warning, row 4: "10s" was read as 10 seconds',
  )
  expect(warningWords({ ...group, path: null, count: 1, sample: [{ row: null }], message: 'GB' })).toBe(
    'warning: GB',
  )
})

test('a trial says its rows, the clips they become and their price', () => {
  const trial = { ...known, rows: 5, last_row: 5, clips: 15, unknown_rows: 0 }
  const quote = { ...known, rows: 1500 } as BatchPreview['quote']
  expect(trialWords({ trial, quote })).toBe(
    'the first 5 rows, 15 clips, expected $0.9248; 1485 other clips wait for your approval',
  )
  expect(
    trialWords({ trial: { ...trial, rows: 2, last_row: 7, clips: 2 }, quote: { ...quote, rows: 2 } }),
  ).toBe('2 rows, up to row 7, 2 clips, expected $0.9248')
  expect(trialWords({ trial: { ...trial, clips: 0 }, quote })).toBeNull()
  expect(trialWords({ trial: null, quote })).toBeNull()
})

const spent = { charged_ticks: '5000000000', reserved_ticks: '0', possible_ticks: '0', left_ticks: '0' }

function aBatch(cost: Partial<Batch['cost']>, budget_ticks: string | null = null): Batch {
  return {
    id: 'batch_1',
    name: 'seen',
    state: 'finished',
    counts: { total: 2, archived: 2 },
    cost: {
      quoted_ticks: '1000000000',
      charged_ticks: '5000000000',
      contingent_ticks: null,
      unpriced: 0,
      unquoted: 0,
      ...cost,
    },
    budget_ticks,
    budget: budget_ticks === null ? null : { ...spent, cap_ticks: budget_ticks },
    needs_attention: [],
    // The words read no other field.
  } as unknown as Batch
}

test('the end of a batch gives no sum as the whole while jobs are missing in it', () => {
  expect(batchSummary(aBatch({})).split('\n')[1]).toBe('charged $0.50, quoted $0.10')
  expect(
    batchSummary(aBatch({ unpriced: 1 })).split('\n')[1],
    'its charge is unknown, its quote is not',
  ).toBe('charged $0.50, quoted $0.10, and 1 job of unknown price or charge')
  expect(batchSummary(aBatch({ unpriced: 1, unquoted: 1 })).split('\n')[1]).toBe(
    'charged $0.50, quoted at least $0.10, and 1 job of unknown price or charge',
  )
  expect(batchSummary(aBatch({ unpriced: 2, unquoted: 2, quoted_ticks: null })).split('\n')[1]).toBe(
    'charged $0.50, quoted unknown, and 2 jobs of unknown price or charge',
  )
})

test('a bill over the budget is said, one that just meets it is not', () => {
  expect(batchSummary(aBatch({}, '1100000000')).split('\n')[3]).toBe(
    'charged $0.50, over the budget of $0.11',
  )
  expect(isOverBudget(aBatch({}, '5000000000'))).toBe(false)
  expect(isOverBudget(aBatch({ charged_ticks: null }, '5'))).toBe(false)
})

test('a budget is shown with every part that it counts, which add up', () => {
  const parts = {
    charged_ticks: '30000000000',
    reserved_ticks: '10000000000',
    possible_ticks: '5000000000',
    left_ticks: '155000000000',
    cap_ticks: '200000000000',
  }
  const batch: Batch = { ...aBatch({}, '200000000000'), budget: parts }
  const words = '$4.50 of $20.00 counted: $3.00 charged, $1.00 reserved, $0.50 possibly charged'
  expect(budgetWords(batch)).toBe(words)
  expect(batchSummary(batch).split('\n')[2]).toBe(`budget ${words}`)
  const watched = { ...batch, forecast: { finish_at: null, final_ticks: null } } as Batch
  expect(watchLine(watched, { perMinute: null, when: String })).toContain(words)
  expect(budgetWords(aBatch({}))).toBeNull()
  const committed = { charged_ticks: '10000000000', to_come_ticks: '20000000000', possible_ticks: '0' }
  expect(committedWords({ committed_ticks: '30000000000', committed })).toBe(
    '$3.00 is taken already ($1.00 charged, $2.00 reserved or in line)',
  )
})
