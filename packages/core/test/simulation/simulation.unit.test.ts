import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type JobEventType } from '../../src/index.ts'
import { anEvent } from '../an-event.ts'
import { type Invariant, invariants } from './invariant.ts'
import { aLife, type Life } from './life.ts'
import { brokenBy, live } from './live.ts'
import { sabotages } from './sabotage.ts'
import type { Decide } from './world.ts'

/**
 * The same lives are lived every time, so that a red run is red again. `SIMULATION_LIVES=50000` lives that many others.
 * A failure prints its shortest life, what happened in it, and `SIMULATION_REPLAY=<seed>/<path>`, which lives that one again:
 *
 *     SIMULATION_REPLAY=7/136:2:0 node_modules/.bin/vitest run --project unit packages/core/test/simulation
 */
const { SIMULATION_LIVES: wantedLives, SIMULATION_REPLAY: replay } = process.env
const lives = Number(wantedLives ?? 4_000)
const usualSeed = 20_261_120
const [replayedSeed, replayedPath] = replay?.split('/') ?? []
const seed = wantedLives === undefined ? usualSeed : Date.now() % 2 ** 31

test('whatever fails, dies, doubles or comes late, every promise is kept', () => {
  const checked = fc.check(fc.property(aLife, keepsEveryPromise), {
    numRuns: lives,
    seed,
    ...(replayedSeed !== undefined &&
      replayedPath !== undefined && { seed: Number(replayedSeed), path: replayedPath }),
  })
  if (checked.failed) throw new Error(report(checked))
}, 600_000)

function keepsEveryPromise(life: Life): void {
  const downfall = live(life, decide)
  if (downfall !== null) throw downfall.error
}

function report({ seed: failedSeed, counterexamplePath, counterexample }: fc.RunDetails<[Life]>): string {
  const life = counterexample?.[0]
  const downfall = life === undefined ? null : live(life, decide)
  const rerun = `SIMULATION_REPLAY=${failedSeed}/${counterexamplePath}`
  return [
    String(downfall?.error),
    `again: ${rerun} node_modules/.bin/vitest run --project unit packages/core/test/simulation`,
    `life: ${JSON.stringify(life)}`,
    ...(downfall?.story ?? []),
  ].join('\n')
}

describe('a spoiled decision is found out', () => {
  test.each(sabotages)('one that $what, by "$caughtBy"', ({ decide: spoiled, caughtBy }) => {
    const checked = fc.check(
      fc.property(aLife, (life) => {
        expect(brokenBy(life, spoiled)).not.toBe(caughtBy)
      }),
      { numRuns: 3_000, seed: usualSeed, endOnFailure: true },
    )
    expect(checked.failed, 'no life of three thousand broke it').toBe(true)
  })

  test('and each invariant finds one, but for the balance that every entry has by its make', () => {
    const proved = new Set<Invariant>(sabotages.map(({ caughtBy }) => caughtBy))
    const unproved = (Object.keys(invariants) as Invariant[]).filter((name) => !proved.has(name))
    expect(unproved).toEqual(['debits equal credits'])
  })
})

test('a life comes upon every kind of event, and the same life goes the same way twice', () => {
  const heard = new Set<JobEventType>()
  const listening: Decide = (job, event, context) => {
    heard.add(event.type)
    return decide(job, event, context)
  }
  const sample = fc.sample(aLife, { numRuns: 2_000, seed: 1 })
  for (const life of sample) live(life, listening)
  expect([...heard].sort()).toEqual(Object.keys(anEvent).sort())
  const spoiled = sabotages[0]?.decide ?? decide
  const few = sample.slice(0, 100)
  const stories = few.map((life) => live(life, spoiled)?.story)
  expect(few.map((life) => live(life, spoiled)?.story)).toEqual(stories)
  expect(stories.some((story) => story !== undefined)).toBe(true)
})
