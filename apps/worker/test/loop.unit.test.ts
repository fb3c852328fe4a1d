import { waitUntil } from '@reelkeep/testing'
import { describe, expect, it } from 'vitest'
import { startLoop } from '../src/loop.ts'

const never = 3_600_000

describe('startLoop', () => {
  it('runs at once, and again when nudged', async () => {
    let turns = 0
    const loop = startLoop({
      everyMs: never,
      turn: async () => {
        turns += 1
        return null
      },
      onError: throwIt,
    })
    await waitUntil(() => turns === 1, { what: 'the first turn' })
    loop.nudge()
    await waitUntil(() => turns === 2, { what: 'the nudged turn' })
    await loop.stop()
  })

  it('runs once more when nudged during a turn, and never two turns at once', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let turns = 0
    let running = 0
    const loop = startLoop({
      everyMs: never,
      turn: async () => {
        running += 1
        expect(running).toBe(1)
        turns += 1
        await gates[turns - 1]?.promise
        running -= 1
        return null
      },
      onError: throwIt,
    })
    loop.nudge()
    loop.nudge()
    gates[0]?.resolve()
    await waitUntil(() => turns === 2, { what: 'the second turn' })
    gates[1]?.resolve()
    await loop.stop()
    expect(turns).toBe(2)
  })

  it('lets nudges that come close together share a turn, and never puts it off', async () => {
    let turns = 0
    const loop = startLoop({
      everyMs: never,
      pauseMs: 30,
      turn: async () => {
        turns += 1
        return null
      },
      onError: throwIt,
    })
    await waitUntil(() => turns === 1, { what: 'the first turn' })
    const nudging = setInterval(loop.nudge, 1)
    await waitUntil(() => turns === 3, { what: 'turns under a hail of nudges' })
    clearInterval(nudging)
    await loop.stop()
  })

  it('comes back sooner when a turn asks for it', async () => {
    let turns = 0
    const loop = startLoop({
      everyMs: never,
      turn: async () => {
        turns += 1
        return turns < 3 ? 5 : null
      },
      onError: throwIt,
    })
    await waitUntil(() => turns === 3, { what: 'three turns' })
    await loop.stop()
  })

  it('reports a turn that throws and goes on', async () => {
    const errors: unknown[] = []
    let turns = 0
    const loop = startLoop({
      everyMs: 5,
      turn: async () => {
        turns += 1
        if (turns === 1) throw new Error('away')
        return null
      },
      onError: (error) => errors.push(error),
    })
    await waitUntil(() => turns >= 2, { what: 'a turn after the failed one' })
    await loop.stop()
    expect(errors).toHaveLength(1)
  })

  it('lets the turn under way end when stopped, and begins no other', async () => {
    const gate = Promise.withResolvers<void>()
    let ended = 0
    const loop = startLoop({
      everyMs: 1,
      turn: async () => {
        await gate.promise
        ended += 1
        return 0
      },
      onError: throwIt,
    })
    const stopped = loop.stop()
    gate.resolve()
    await stopped
    expect(ended).toBe(1)
    loop.nudge()
    expect(ended).toBe(1)
  })
})

function throwIt(error: unknown): void {
  throw error
}
