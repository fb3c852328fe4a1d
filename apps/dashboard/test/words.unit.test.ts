import { describe, expect, test } from 'vitest'
import { asCalled } from '../src/format/as-called.ts'
import { bytesText } from '../src/format/bytes.ts'
import { counted } from '../src/format/count.ts'
import { durationText } from '../src/format/duration.ts'
import { momentText } from '../src/format/moment.ts'
import { sumTicks, usdMark, usdText } from '../src/format/money.ts'
import { sentWords } from '../src/format/sent-words.ts'
import { visibleText } from '../src/format/visible-text.ts'
import { oneOf, parseSearch, textOf, writeSearch } from '../src/routes/search.ts'
import { chartWords } from '../src/ui/chart/chart-data.ts'

const now = new Date('2026-11-30T12:00:00Z')

test.each([
  [0, 'now'],
  [-12_000, '12 s ago'],
  [59_000, 'in 59 s'],
  [-60_000, '1 min ago'],
  [-3_599_000, '59 min ago'],
  [7_200_000, 'in 2 h'],
  [-47 * 3_600_000, '47 h ago'],
  [-48 * 3_600_000, '2 d ago'],
  [-61 * 86_400_000, '2026-09-30'],
])('%i ms from now is %s', (ms, text) => {
  expect(momentText(new Date(now.getTime() + ms), now)).toBe(text)
})

test.each([
  [840, '840 ms'],
  [1_000, '1 s'],
  [4_200, '4.2 s'],
  [59_900, '59 s'],
  [192_000, '3 min 12 s'],
  [7_200_000, '2 h'],
  [187_200_000, '2 d 4 h'],
])('%i ms last %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [1_023, '1023 B'],
  [1_536, '1.5 KiB'],
  [94_106, '92 KiB'],
  [5_599_442, '5.3 MiB'],
  [3 * 1024 ** 4, '3.0 TiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test('a count takes its noun along', () => {
  expect([counted(1, 'job'), counted(12_345, 'job'), counted(2, 'batch', 'batches')]).toEqual([
    '1 job',
    '12,345 jobs',
    '2 batches',
  ])
})

test('a command is written as it is called in a checkout, and nothing else is', () => {
  expect(asCalled('reelkeep resolve job_1 --bind TASK')).toBe('./reelkeep resolve job_1 --bind TASK')
  expect(asCalled('Resume it: reelkeep resume "night run"; or cancel it.')).toBe(
    'Resume it: ./reelkeep resume "night run"; or cancel it.',
  )
  const others = './reelkeep list, Reelkeep itself, reelkeep.config.yaml, npm run -s reelkeep'
  expect(asCalled(others)).toBe(others)
})

test('what came of the rows that were sent is said, also where nothing was new', () => {
  const sent = { created: 0, unchanged: 6, retried: 0, skipped_total: 0 }
  expect(sentWords(sent)).toBe('0 rows made, 6 there already')
  expect(sentWords({ created: 1, unchanged: 0, retried: 2, skipped_total: 3 })).toBe(
    '1 row made, 2 tried again, 3 left out',
  )
})

test('a sum says what is known of it, and null where nothing is', () => {
  expect(sumTicks(['9007199254740993', null, '1'])).toBe('9007199254740994')
  expect(sumTicks([null])).toBeNull()
})

test.each([
  [0, '$0.00'],
  [12.5, '$12.50'],
  [65.3459, '$65.3459'],
  [0.000_000_000_1, '$0.0000000001'],
  [1_234_567.891, '$1234567.891'],
  [0.1 + 0.2, '$0.30'],
])('the charted number %d is %s', (usd, text) => {
  expect(usdText(usd)).toBe(text)
})

test.each([
  [20_000, 20_000, '$20,000'],
  [2.5, 2.5, '$2.50'],
  [3, 1, '$3'],
  [0.05, 0.05, '$0.05'],
  [0.0025, 0.0025, '$0.0025'],
  [0.000_4, 0.000_2, '$0.0004'],
])('the mark %d of an axis that counts in %d is %s', (usd, distance, text) => {
  expect(usdMark(usd, distance)).toBe(text)
})

test('marks that turn text around are shown as such', () => {
  expect(visibleText('a\u202Eb\u0000c\nd')).toBe('a‹U+202E›b‹U+0000›c d')
})

describe('an address', () => {
  test('keeps every value as the text it is, also what looks like a number', () => {
    expect(parseSearch('?q=123&state=failed')).toEqual({ q: '123', state: 'failed' })
    expect(writeSearch({ q: 'fox snow & co', state: '', batch: undefined })).toBe('?q=fox+snow+%26+co')
    expect(writeSearch({ state: undefined })).toBe('')
  })

  test('that says something unknown counts as saying nothing', () => {
    expect(oneOf({ by: 'model' }, 'by', ['model', 'key'])).toBe('model')
    expect(oneOf({ by: 'colour' }, 'by', ['model', 'key'])).toBeUndefined()
    expect(textOf({ q: '' }, 'q')).toBeUndefined()
  })
})

test('a chart says its newest values, and unknown where there is none', () => {
  const series = [
    { name: 'archived', color: '--archived', values: [1, 2, null] },
    { name: 'failed', color: '--failed', values: [null] },
  ]
  expect(chartWords('Clips', series, (value) => `${value} a minute`)).toBe(
    'Clips. Newest: archived 2 a minute, failed unknown.',
  )
})
