import { expect, test } from 'vitest'
import { nextPollMs, pollPlanFor, profiles } from '../src/index.ts'

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

test('xAI and CometAPI are asked after 10 s, then at waits that grow to 30 s', () => {
  for (const name of ['xai', 'cometapi']) {
    const growing = profiles[name]
    if (!growing) throw new Error(`no profile ${name}`)
    const plan = pollPlanFor(growing, 'grok-imagine-video', 15)
    expect(plan.firstMs).toBe(10_000)
    const waits = [1, 2, 3, 4, 5, 6, 7, 900].map((polls) => nextPollMs(plan, { overdue: false, polls }, 0))
    expect(waits.map(Math.round)).toEqual([10000, 12500, 15625, 19531, 24414, 30000, 30000, 30000])
    expect(nextPollMs(plan, { overdue: false, polls: 1 }, 0.999)).toBeLessThan(12_500)
    expect(nextPollMs(plan, { overdue: false, polls: 900 }, 0.999)).toBe(30_000)
    expect(plan.deadlineMs).toBeGreaterThanOrEqual(3_600_000)
  }
})

test('without growth a wait is drawn between the shortest and the longest, however often we asked', () => {
  const plan = pollPlanFor(profile, 'grok_video3', 10)
  expect(nextPollMs(plan, { overdue: false, polls: 1 }, 0.5)).toBe(45_000)
  expect(nextPollMs(plan, { overdue: false, polls: 99 }, 0.5)).toBe(45_000)
  expect(nextPollMs(plan, { overdue: false, polls: 1, retryAfterMs: 90_000 }, 0.5)).toBe(90_000)
})
