import { expect, test } from 'vitest'
import { actionWords, changedValues, detailWords, valueName } from '../src/audit/change-words.ts'

test('only what changed is told, with what it was', () => {
  expect(changedValues({ paused: false, max_in_flight: 5 }, { paused: true, max_in_flight: 5 })).toEqual([
    { name: 'paused', before: 'false', after: 'true' },
  ])
  expect(changedValues({ budget_ticks: null }, { budget_ticks: '100' })).toEqual([
    { name: 'budget_ticks', before: 'none', after: '100' },
  ])
  expect(changedValues(null, null)).toEqual([])
  expect(changedValues(5, 9)).toEqual([{ name: 'value', before: '5', after: '9' }])
})

test('limits are named as in the form that changes them', () => {
  expect(valueName('max_in_flight')).toBe('slots')
  expect(valueName('requests_per_minute')).toBe('creates a minute')
  expect(valueName('polls_per_minute')).toBe('polls a minute')
})

test('marks that turn text around are shown in what people typed', () => {
  expect(detailWords({ note: 'a\u202Eb', empty: null })).toBe('note: a‹U+202E›b')
  expect(actionWords('upstream-changed')).toBe('upstream changed')
})
