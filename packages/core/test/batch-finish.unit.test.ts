import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BatchMotion, batchFinish, paceWindowMs } from '../src/index.ts'

const now = new Date('2026-11-30T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)
const nothing: BatchMotion = {
  now,
  left: 0,
  unsent: 0,
  movingSince: null,
  acceptedLastAt: null,
  ended: 0,
  busy: [],
  longestMs: null,
}

/** Seconds from now until the end; null: unknown. */
function finishOf(motion: Partial<BatchMotion>): number | null {
  const finish = batchFinish({ ...nothing, ...motion })
  return finish === null ? null : (finish.getTime() - now.getTime()) / 1_000
}

describe('the end of a batch', () => {
  test.each<[string, Partial<BatchMotion>, number | null]>([
    ['nothing ended lately', { left: 5, unsent: 5, movingSince: ago(60) }, null],
    ['nothing is left', { ended: 5, busy: [{ from: ago(60), to: now }] }, null],
    // Ended without a trace of when it was under way.
    ['nothing says how long it took', { left: 5, unsent: 5, ended: 5 }, null],
    ['under way for the whole window', { left: 40, unsent: 30, movingSince: ago(3_600), ended: 20 }, 600],
    // One of three has ended; before the retry the batch had nothing to do for hours.
    ['a small retry in an old batch', { left: 2, unsent: 1, movingSince: ago(30), ended: 1 }, 60],
    [
      'idle between two retries',
      {
        left: 2,
        unsent: 2,
        movingSince: ago(10),
        ended: 4,
        busy: [{ from: ago(280), to: ago(250) }],
      },
      20,
    ],
    [
      'all is accepted, and the last will take as long as the others did',
      { left: 9, ended: 1, movingSince: ago(50), acceptedLastAt: ago(45), longestMs: 50_000 },
      5,
    ],
    [
      'the last takes longer than any that ended',
      { left: 2, ended: 1, movingSince: ago(70), acceptedLastAt: ago(70), longestMs: 50_000 },
      140,
    ],
  ])('%s', (_what, motion, seconds) => {
    expect(finishOf(motion)).toBe(seconds)
  })
})

const second = fc.integer({ min: 0, max: 900 })
const motion = fc
  .record({
    left: fc.integer({ min: 1, max: 1_000 }),
    unsent: fc.integer({ min: 0, max: 1_000 }),
    movingSince: fc.option(second),
    acceptedLastAt: fc.option(second),
    ended: fc.integer({ min: 1, max: 1_000 }),
    busy: fc.array(fc.tuple(second, second)),
    longestMs: fc.option(fc.integer({ min: 0, max: 900_000 })),
  })
  .map(
    (drawn): BatchMotion => ({
      ...drawn,
      now,
      movingSince: drawn.movingSince === null ? null : ago(drawn.movingSince),
      acceptedLastAt: drawn.acceptedLastAt === null ? null : ago(drawn.acceptedLastAt),
      busy: drawn.busy.map(([one, other]) => ({
        from: ago(Math.max(one, other)),
        to: ago(Math.min(one, other)),
      })),
    }),
  )

test('whatever was under way: the end lies ahead, and never beyond the pace of a window without a pause', () => {
  fc.assert(
    fc.property(motion, (drawn) => {
      const seconds = finishOf(drawn)
      if (seconds === null) return
      expect(seconds).toBeGreaterThan(0)
      // A moment is told to the millisecond.
      expect(seconds * 1_000).toBeLessThan((drawn.left / drawn.ended) * paceWindowMs + 1)
    }),
  )
})

test('time in which nothing was under way changes nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 200 }),
      (left, ended, busy, idle) => {
        const motion = { left, unsent: left, ended, movingSince: ago(10) }
        const before = finishOf({ ...motion, busy: [{ from: ago(10 + busy), to: ago(10) }] })
        expect(finishOf({ ...motion, busy: [{ from: ago(10 + busy + idle), to: ago(10 + idle) }] })).toBe(
          before,
        )
      },
    ),
  )
})

test('spans that lie over each other count once, in whatever order', () => {
  fc.assert(
    fc.property(motion, (drawn) => {
      const again = { ...drawn, busy: [...drawn.busy, ...drawn.busy].reverse() }
      expect(finishOf(again)).toBe(finishOf(drawn))
    }),
  )
})
