import { describe, expect, it } from 'vitest'
import { createPace } from '../src/pace.ts'

const never = new AbortController().signal

describe('createPace', () => {
  it('lets a second’s worth go at once and spaces the rest', async () => {
    const startedMs = performance.now()
    // 50 a second: 51 at once, then one every 20 ms.
    const pace = createPace(3_000, () => performance.now())
    await Promise.all(Array.from({ length: 56 }, () => pace.turn(never)))
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(90)
  })

  it('forgets turns that were given out at a slower rate when the rate changes', async () => {
    const startedMs = performance.now()
    const pace = createPace(0, () => performance.now())
    const turns = Array.from({ length: 20 }, () => pace.turn(never))
    pace.setRate(60_000)
    expect(await Promise.all(turns)).not.toContain(false)
    expect(await pace.turn(never)).toBe(true)
    expect(performance.now() - startedMs).toBeLessThan(5_000)
  })

  it('gives up a turn when the signal comes first', async () => {
    const pace = createPace(1, () => performance.now())
    await pace.turn(never)
    const stopping = new AbortController()
    const turn = pace.turn(stopping.signal)
    stopping.abort()
    expect(await turn).toBe(false)
  })
})
