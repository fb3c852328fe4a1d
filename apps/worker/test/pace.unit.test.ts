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

  it('gives up a turn when the signal comes first', async () => {
    const pace = createPace(1, () => performance.now())
    await pace.turn(never)
    const stopping = new AbortController()
    const turn = pace.turn(stopping.signal)
    stopping.abort()
    expect(await turn).toBe(false)
  })
})
