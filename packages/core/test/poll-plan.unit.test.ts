import { expect, test } from 'vitest'
import { pollPlanFor, profiles } from '../src/index.ts'

const profile = profiles.globalaiopc
if (!profile) throw new Error('the globalaiopc profile is gone')

test.each([
  ['grok_video3', 6, 120],
  ['grok_video3', 10, 120],
  ['grok_video3', 15, 180],
  ['grok_video3', 20, 240],
  ['grok_video3', 30, 240],
  ['grok_video3_pro', 10, 180],
  ['grok_video3_max', 12, 144],
  ['grok_video3_stable', 10, 120],
  ['grok_video3', null, 120],
  ['a model of next year', 10, 180],
])('%s of %s s is first asked about after %i s', (model, durationS, firstS) => {
  expect(pollPlanFor(profile, model, durationS).firstMs).toBe(firstS * 1000)
})

test('speed divides every figure and changes no ratio', () => {
  const plan = pollPlanFor(profile, 'grok_video3', 10)
  const fast = pollPlanFor(profile, 'grok_video3', 10, {}, 60)
  for (const key of ['firstMs', 'minMs', 'maxMs', 'deadlineMs', 'overdueMs'] as const) {
    expect(fast[key] * 60).toBeCloseTo(plan[key])
  }
})

test('the configuration overrides the profile, and the longest wait is never shorter than the shortest', () => {
  const plan = pollPlanFor(profile, 'grok_video3', 10, { firstS: 60, minS: 90, deadlineS: 600 })
  expect(plan).toMatchObject({ firstMs: 60_000, minMs: 90_000, maxMs: 90_000, deadlineMs: 600_000 })
})
