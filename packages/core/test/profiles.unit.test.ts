import { describe, expect, test } from 'vitest'
import {
  defaultDuration,
  modesOf,
  operationOf,
  profiles,
  type RenderWish,
  resolveRender,
} from '../src/index.ts'

const everyMode = Object.values(profiles).flatMap((profile) =>
  profile.models.flatMap((capability) =>
    modesOf(capability).map((mode) => ({
      name: `${profile.name} ${capability.model} ${mode}`,
      profile,
      capability,
      mode,
    })),
  ),
)

function leastWish({ mode, capability }: (typeof everyMode)[number]): RenderWish {
  const rules = capability.modes[mode]
  return {
    operation: operationOf(mode),
    durationS: null,
    aspectRatio: null,
    resolution: null,
    imageUrls: Array(rules?.images.min ?? 0).fill('https://images.example.com/a.png'),
    videoUrl: rules?.video ? 'https://clips.example.com/a.mp4' : null,
  }
}

describe.each(everyMode)('$name', (entry) => {
  const { profile, capability, mode } = entry
  const where = { upstream: profile.name, profile }
  const rules = capability.modes[mode]
  if (!rules) throw new Error('modesOf names a mode without rules')

  test('takes its own defaults when nothing is asked for', () => {
    const left = resolveRender(capability, leastWish(entry), where)
    if (!left.ok) throw new Error(JSON.stringify(left.problems))
    const { durationS, aspectRatio, resolution } = left.params
    expect(left.mode).toBe(mode)
    expect(durationS).toBe(defaultDuration(rules.duration))
    const asked = { ...leastWish(entry), durationS, aspectRatio, resolution }
    expect(resolveRender(capability, asked, where)).toEqual(left)
  })

  test('has a plan for its model, and a price for each resolution where it has any', () => {
    const plan = profile.pollPlans[capability.model]
    expect(plan?.deadlineS).toBeGreaterThanOrEqual(3600)
    const price = profile.prices[capability.model]
    if (price === undefined || typeof price.ticks === 'bigint') return
    expect(Object.keys(price.ticks)).toEqual(expect.arrayContaining([...rules.resolutions.allowed]))
  })
})

test('no model of one upstream shares a name with another', () => {
  for (const { models } of Object.values(profiles)) {
    const names = models.flatMap(({ model, aliases = [] }) => [model, ...aliases])
    expect(new Set(names).size).toBe(names.length)
  }
})

test('links are planned to live an hour everywhere, the shortest that any document names', () => {
  expect(new Set(Object.values(profiles).map(({ linkLifetimeS }) => linkLifetimeS))).toEqual(new Set([3600]))
})
