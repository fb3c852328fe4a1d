import { describe, expect, test } from 'vitest'
import {
  breaker,
  type GateCondition,
  gateStateOf,
  overdueReason,
  rateCut,
  takeTurns,
  turnHorizonMs,
} from '../src/index.ts'
import { noon } from './a-job.ts'

const open: GateCondition = {
  paused: false,
  closedKind: null,
  isProbing: false,
  notBefore: null,
  overdue: 0,
  maxOverdue: 25,
}
const later = new Date(noon.getTime() + 1)

describe('the state of a gate', () => {
  test.each<[string, Partial<GateCondition>, string]>([
    ['open', {}, 'open'],
    ['held until later', { notBefore: later }, 'held'],
    ['held until now', { notBefore: noon }, 'open'],
    ['closed and waiting for its probe', { closedKind: 'account', notBefore: later }, 'closed'],
    ['closed with a probe under way', { closedKind: 'breaker', isProbing: true }, 'probing'],
    ['left open by a job that was once a probe', { isProbing: true }, 'open'],
    ['paused by a person, whatever else', { paused: true, closedKind: 'account', isProbing: true }, 'paused'],
    ['one below the cap of overdue tasks', { overdue: 24 }, 'open'],
    ['at the cap of overdue tasks', { overdue: 25 }, 'closed'],
    ['without a cap', { overdue: 1_000, maxOverdue: null }, 'open'],
  ])('%s', (_, condition, state) => {
    expect(gateStateOf({ ...open, ...condition }, noon)).toBe(state)
  })

  test('says how many tasks are overdue and how many may be', () => {
    expect(overdueReason(25, 25)).toMatch(/^25 overdue tasks, the most allowed is 25/)
  })
})

describe('the numbers', () => {
  test('a loss in twenty relieves more than it strains, one in four does not', () => {
    const drift = (share: number) => share - (1 - share) * breaker.reliefPerAcceptance
    expect(drift(1 / 20)).toBeLessThan(0)
    expect(drift(1 / 4)).toBeGreaterThan(0)
  })

  test('from the floor the whole rate is back within ten minutes', () => {
    expect(rateCut.floor + 10 * rateCut.recoveryPerMinute).toBeGreaterThanOrEqual(1)
  })
})

describe('turns', () => {
  test('a second’s worth goes at once and the rest is spaced', () => {
    const { waitsMs, bucket } = takeTurns({ tokens: 0, atMs: 0 }, 10, 13, 60_000)
    expect(waitsMs.slice(0, 10)).toEqual(Array(10).fill(0))
    expect(waitsMs.slice(10)).toEqual([100, 200, 300])
    expect(bucket).toEqual({ tokens: -3, atMs: 60_000 })
  })

  test('nobody is promised a turn beyond the horizon, and what was promised is not given twice', () => {
    const first = takeTurns({ tokens: 0, atMs: 0 }, 10, 100, 0)
    expect(first.waitsMs).toHaveLength((turnHorizonMs / 1000) * 10)
    expect(takeTurns(first.bucket, 10, 5, 0).waitsMs).toEqual([])
    expect(takeTurns(first.bucket, 10, 5, 300).waitsMs).toEqual([1_800, 1_900, 2_000])
  })

  test('a rate of zero still gives a turn a minute', () => {
    expect(takeTurns({ tokens: 0, atMs: 0 }, 0, 2, 58_000).waitsMs).toEqual([expect.closeTo(2_000, 3)])
  })

  test('a clock that goes back gives nothing', () => {
    expect(takeTurns({ tokens: 0, atMs: 5_000 }, 10, 1, 1_000).waitsMs).toEqual([100])
  })
})
