import { expect, test } from 'vitest'
import { dayOf, daysBetween, shiftDay, startOfDay } from '../src/format/day.ts'

test.each([
  ['2026-11-30', 'UTC', '2026-11-30T00:00:00.000Z'],
  ['2026-11-30', 'Asia/Shanghai', '2026-11-29T16:00:00.000Z'],
  ['2026-11-30', 'Asia/Kathmandu', '2026-11-29T18:15:00.000Z'],
  ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
])('%s in %s begins at %s', (day, zone, expected) => {
  expect(startOfDay(day, zone).toISOString()).toBe(expected)
  expect(dayOf(startOfDay(day, zone), zone), 'and is that day there').toBe(day)
})

test('days are counted over the end of a month, and each is listed once', () => {
  expect(shiftDay('2026-03-01', -1)).toBe('2026-02-28')
  expect(daysBetween('2026-02-27', '2026-03-02')).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ])
})
