import { expect, test } from 'vitest'
import { momentOf } from '../src/jobs/moment-filter.ts'
import { readSearch, writeSearch } from '../src/jobs/search-language.ts'

test.each([
  ['fox snow', { q: 'fox snow' }],
  ['state:failed reason:moderated fox', { state: 'failed', reason: 'moderated', q: 'fox' }],
  ['batch:"night run" snow', { batch: 'night run', q: 'snow' }],
  ['cost>0.5 cost<=$2', { cost_min: '0.5', cost_max: '2' }],
  ['is:overdue is:mismatch', { overdue: 'true', mismatch: 'true' }],
  ['id:shot-007 task:video_9', { custom_id: 'shot-007', task_id: 'video_9' }],
  ['"a sign: closed"', { q: 'a sign: closed' }],
  ['https://example.com/a', { q: 'https://example.com/a' }],
  ['from:7d waiting:budget', { from: '7d', waiting_for: 'budget' }],
  ['12:30', { q: '12:30' }],
  ['', {}],
])('%s is understood', (text, filters) => {
  expect(readSearch(text)).toEqual({ filters, problems: [] })
})

test('a name that is none is told, with those there are, and filters nothing', () => {
  const { filters, problems } = readSearch('sate:failed state: is:late fox')
  expect(filters).toEqual({ q: 'fox' })
  expect(problems).toHaveLength(3)
  expect(problems[0]).toContain('sate: is no filter')
  expect(problems[1]).toContain('needs a value')
  expect(problems[2]).toContain('is:overdue')
})

test('a value that cannot be right is told, each by itself, and still asked for', () => {
  const { filters, problems } = readSearch('state:failed,bananas cost>x fox')
  expect(filters).toEqual({ state: 'failed,bananas', cost_min: 'x', q: 'fox' })
  expect(problems).toHaveLength(2)
  expect(problems[0]).toContain('bananas is no state; there are queued,')
  expect(problems[1]).toContain('cost>x names no amount')
})

test('what the address holds comes back as it would be typed', () => {
  const filters = {
    q: 'fox',
    state: 'failed,unconfirmed',
    batch: 'night run',
    cost_min: '0.5',
    overdue: 'true',
    waiting_for: 'slot',
  }
  expect(readSearch(writeSearch(filters)).filters).toEqual(filters)
})

test('moments count back from now or begin at midnight, and what is neither is left to the api', () => {
  const now = new Date('2026-11-30T12:00:00Z')
  expect(momentOf('24h', now)).toBe('2026-11-29T12:00:00.000Z')
  expect(momentOf('7d', now)).toBe('2026-11-23T12:00:00.000Z')
  expect(momentOf('2026-11-01', now)).toBe(new Date('2026-11-01T00:00:00').toISOString())
  expect(momentOf('2026-11-01T10:00:00Z', now)).toBe('2026-11-01T10:00:00Z')
  expect(momentOf('yesterday', now)).toBe('yesterday')
})
