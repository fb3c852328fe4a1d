import { expect, test } from 'vitest'
import { actionWords, changeSentences, detailsOf, reasonText, valueName } from '../src/audit/change-words.ts'

test('only what changed is told, in words, with what it was', () => {
  const before = { paused: false, max_in_flight: null, allowed_hosts: ['a.example'], polls_per_minute: 5 }
  const after = { paused: true, max_in_flight: 9, allowed_hosts: ['b.example'], polls_per_minute: 5 }
  expect(changeSentences('upstream-changed', before, after)).toEqual([
    'Paused: nothing new is created there',
    'Slots: 9, was as configured',
    'Allowed hosts: b.example added',
    'Allowed hosts: a.example taken away',
  ])
  expect(changeSentences('upstream-changed', after, before)[0]).toBe('Not paused any more')
  expect(changeSentences('batch-budget-set', null, '200000000000')).toEqual(['Budget: $20.00, was none'])
  expect(changeSentences('key-changed', { day_cap_ticks: '5000000000' }, { day_cap_ticks: null })).toEqual([
    'Day cap: none, was $0.50',
  ])
  expect(changeSentences('batch-brakes-set', { failed_share: 0.5 }, { failed_share: 0.25 })).toEqual([
    'Failed share: 25 %, was 50 %',
  ])
  expect(changeSentences('signed-in', null, null)).toEqual([])
})

test('limits are named as in the form that changes them', () => {
  expect(valueName('max_in_flight')).toBe('slots')
  expect(valueName('requests_per_minute')).toBe('creates a minute')
  expect(valueName('polls_per_minute')).toBe('polls a minute')
})

test('what was sent or ordered is told without noughts and without JSON, and ids can be followed', () => {
  const textsOf = (detail: Record<string, unknown>) =>
    detailsOf(detail).map(({ text, id }) => (id === null ? text : `${text} [${id}]`))
  expect(textsOf({ name: 'night', budget_ticks: null, created: 1_200, absent: 0, skipped_total: 3 })).toEqual(
    ['name: night', '1,200 created', '3 skipped'],
  )
  expect(textsOf({ filter: { state: 'failed', batch: 'batch_01' }, priority: 2 })).toEqual([
    'state: failed',
    'batch: [batch_01]',
    'priority: 2',
  ])
  expect(textsOf({ filter: { ids: ['job_1', 'job_2'] } })).toEqual(['2 chosen by hand'])
})

test('marks that turn text around are shown in what people typed', () => {
  expect(detailsOf({ note: 'a\u202Eb', empty: null })).toEqual([{ text: 'note: a‹U+202E›b', id: null }])
  expect(reasonText('a\u202Eb')).toBe('“a‹U+202E›b”')
  expect(reasonText('stop_when')).toBe('too much of it went wrong')
  expect(actionWords('upstream-changed')).toBe('upstream changed')
})
