import { expect, test } from 'vitest'
import {
  basisWords,
  continuationWords,
  effectWords,
  heldWords,
  isNothingNew,
  outcomeWords,
  paidAgainWords,
  sumWords,
  trialWords,
  warningPlace,
} from '../src/new-batch/preview-words.ts'

const none = {
  created: 0,
  replaced: 0,
  run_beside: 0,
  retried: 0,
  unchanged: 0,
  absent: 0,
  reused: 0,
  skipped_total: 0,
}
const usd = (dollars: number) => String(BigInt(Math.round(dollars * 100)) * 100_000_000n)

test('what an order does is said by kind: the same file again leaves rows alone', () => {
  expect(effectWords({ ...none, created: 3, unchanged: 497 })).toBe('3 new clips · 497 left alone')
  expect(effectWords({ ...none, created: 4, replaced: 1, run_beside: 1, reused: 1, skipped_total: 2 })).toBe(
    '1 new clip · 1 copied from clips that are archived already · 1 changed, in place of jobs that were not sent · 1 changed, beside jobs that were sent · 2 rows left out',
  )
  expect(effectWords(none)).toBe('nothing to do')
})

test('nothing is new where the batch of that name has every row already', () => {
  const standing = { batch_id: 'batch_1', state: 'finished' } as const
  expect(isNothingNew({ ...none, standing, unchanged: 7 })).toBe(true)
  expect(isNothingNew({ ...none, standing, unchanged: 6, retried: 1 })).toBe(false)
  expect(isNothingNew({ ...none, standing, unchanged: 6, created: 1 })).toBe(false)
  expect(isNothingNew({ ...none, standing: null }), 'a new batch').toBe(false)
})

test('a batch that goes on says how much of it is new', () => {
  const again = {
    ...none,
    name: 'spring',
    rows: 7,
    standing: { batch_id: 'batch_1', state: 'running' },
  } as const
  expect(continuationWords({ ...again, unchanged: 7 })).toBe(
    'Continues the batch “spring”: none of 7 clips is new.',
  )
  expect(continuationWords({ ...again, rows: 8, created: 1, unchanged: 7 })).toBe(
    'Continues the batch “spring”: 1 of 8 clips is new.',
  )
  expect(continuationWords({ ...again, created: 4, replaced: 1, run_beside: 1, retried: 3 })).toBe(
    'Continues the batch “spring”: 2 of 7 clips are new, 2 changed, 3 tried again.',
  )
  expect(continuationWords({ ...again, created: 7, standing: null })).toBeNull()
})

test('what would be bought although it is here is said, once', () => {
  const reusable = { rows: 3, ticks: '0', unpriced_rows: 0, sample: [] }
  const earlier = { batch_id: 'b', name: 'spring 1', created_at: '', rows: 1, ticks: '0', unpriced_rows: 0 }
  expect(paidAgainWords({ also_in: [], reusable: { ...reusable, rows: 0 }, reused: 0 })).toEqual([])
  expect(paidAgainWords({ also_in: [], reusable, reused: 3 })).toEqual([])
  expect(paidAgainWords({ also_in: [], reusable, reused: 0 })).toEqual([
    'Paid again: 3 clips that could be copied for nothing.',
  ])
  expect(paidAgainWords({ also_in: [earlier], reusable, reused: 0 })).toEqual([
    'Paid again under this name: 1 clip that “spring 1” holds already.',
  ])
})

test('what is here already is no clip that comes out of a file', () => {
  const words = (total: number, rows: number) => {
    const { count, rest } = outcomeWords({ expanded_total: total, quote: { rows } as never })
    return `${count} ${rest}`
  }
  expect(words(7, 0)).toBe('7 clips are asked for, none to pay')
  expect(words(8, 1)).toBe('8 clips are asked for, 1 to pay')
  expect(words(8, 8)).toBe('8 clips come out of this')
  expect(words(1, 1)).toBe('1 clip comes out of this')
})

test('whatever keeps rows from being sent is named before they are sent', () => {
  expect(heldWords({ standing: null, paused: [] })).toEqual([])
  expect(
    heldWords({ standing: { batch_id: 'batch_1', state: 'paused' }, paused: [{ upstream: 'xai', rows: 3 }] }),
  ).toEqual([
    'This batch is paused, and stays so: nothing of it is sent until somebody resumes it.',
    'A person paused xai: its 3 clips wait in line, and nothing is sent there until somebody resumes it.',
  ])
})

test('an unknown price is named and is in no sum', () => {
  const sum = { rows: 5, unknown_rows: 0, low_ticks: usd(1), expected_ticks: usd(2), high_ticks: usd(3) }
  expect(sumWords(sum)).toBe('expected $2.00, at most $3.00')
  expect(sumWords({ ...sum, unknown_rows: 2, expected_ticks: null, high_ticks: null })).toBe(
    'at least $1.00, and 2 clips of unknown price',
  )
  expect(sumWords({ ...sum, unknown_rows: 5, low_ticks: '0', expected_ticks: null, high_ticks: null })).toBe(
    'price unknown',
  )
  expect(sumWords({ ...sum, rows: 0, expected_ticks: '0' })).toBe('nothing to pay')
})

test('a trial says what goes first and what waits', () => {
  const trial = {
    rows: 5,
    last_row: 5,
    clips: 15,
    low_ticks: '0',
    expected_ticks: usd(9),
    high_ticks: usd(9),
    unknown_rows: 0,
  }
  const quote = { rows: 16 } as Parameters<typeof trialWords>[0]['quote']
  expect(trialWords({ trial, quote })).toBe(
    'the first 5 rows, 15 clips, expected $9.00, at most $9.00; 1 clip waits for your approval',
  )
  expect(trialWords({ trial: null, quote })).toBeNull()
})

test('a price says where it comes from, and a warning where it stands', () => {
  const line = {
    upstream: 'a',
    model: 'b',
    rows: 1,
    each_ticks: null,
    low_ticks: null,
    expected_ticks: null,
    high_ticks: null,
  }
  expect(basisWords({ ...line, price_version: '2026-11-01', basis: 'price_list', charges: 0 })).toBe(
    'by the price list (2026-11-01)',
  )
  expect(basisWords({ ...line, price_version: null, basis: 'history', charges: 12 })).toBe(
    'as charged before (12 charges)',
  )
  const group = { code: 'understood', path: 'duration', message: 'm', same: true }
  const sample = [1, 2, 3].map((row) => ({ row }))
  expect(warningPlace({ ...group, count: 500, sample })).toBe('duration, 500 times, first in rows 1, 2, 3')
  expect(warningPlace({ ...group, count: 1, sample: [{ row: 4 }] })).toBe('row 4, duration')
  expect(warningPlace({ ...group, path: null, count: 1, sample: [{ row: null }] })).toBe('the file')
})
