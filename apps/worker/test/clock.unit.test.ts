import { describe, expect, it } from 'vitest'
import { createClock } from '../src/clock.ts'

describe('createClock', () => {
  it('follows the database, counting half of the round trip as the way back', async () => {
    let ownMs = 1_000_000
    const clock = createClock(() => ownMs)
    await clock.correct(async () => {
      ownMs += 40
      return new Date(5_000_020)
    })
    expect(clock.now().getTime()).toBe(5_000_040)
    ownMs += 1_000
    expect(clock.now().getTime()).toBe(5_001_040)
  })
})
