import { expect, test } from 'vitest'
import { paceOf, progressLine } from '../src/demo/progress-line.ts'

const counts = {
  total: 300,
  queued: 150,
  submitting: 4,
  unconfirmed: 0,
  rendering: 90,
  archiving: 6,
  archived: 50,
  failed: 0,
  canceled: 0,
}

const pace = { clipsPerMinute: 500, secondsLeft: 30 }

test.each([20, 30, 40, 60, 79, 120, 200])('a terminal %i columns wide is never overrun', (width) => {
  expect(progressLine(counts, pace, width).length).toBeLessThanOrEqual(width)
})

test('the widest line says states, pace and time left', () => {
  expect(progressLine(counts, pace, 160)).toMatch(
    /^\[█+·+\] 50\/300 · 30 s left · 500 clips\/min · 6 archiving, 90 rendering, 4 submitting, 150 queued$/,
  )
})

test('the narrowest line still says how many are done', () => {
  expect(progressLine(counts, pace, 10)).toBe('50/300')
})

test('the pace is unknown until a clip has come', () => {
  expect(paceOf([{ atMs: 0, archived: 0 }], counts)).toEqual({ clipsPerMinute: null, secondsLeft: null })
})

test('the pace counts clips over the last marks', () => {
  const marks = [
    { atMs: 0, archived: 0 },
    { atMs: 10_000, archived: 50 },
  ]
  expect(paceOf(marks, counts)).toEqual({ clipsPerMinute: 300, secondsLeft: 50 })
})
