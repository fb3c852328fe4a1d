import { afterEach, beforeEach, expect, test } from 'vitest'
import { momentWords } from '../src/print/moment-words.ts'

const zone = process.env.TZ
beforeEach(() => {
  process.env.TZ = 'Asia/Kolkata'
})
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

test('a moment is told where the person is, with the offset, and in UTC on request', () => {
  expect(momentWords('2026-11-20T20:05:06.789Z', { isUtc: false })).toBe('2026-11-21 01:35:06 +05:30')
  expect(momentWords('2026-11-20T20:05:06.789Z', { isUtc: true })).toBe('2026-11-20 20:05:06 UTC')
})

test('the offset is that of the day, not of today', () => {
  process.env.TZ = 'America/St_Johns'
  expect(momentWords('2026-01-20T12:00:00Z', { isUtc: false })).toBe('2026-01-20 08:30:00 -03:30')
  expect(momentWords('2026-07-20T12:00:00Z', { isUtc: false })).toBe('2026-07-20 09:30:00 -02:30')
})
