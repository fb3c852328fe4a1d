import { describe, expect, test } from 'vitest'
import { breaker, type GateCondition, gateStateOf, overdueReason, rateCut } from '../src/index.ts'
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
