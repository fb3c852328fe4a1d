import type { PollTurns } from '@reelkeep/db'
import { describe, expect, it } from 'vitest'
import { createPace, type PaceOptions } from '../src/pace.ts'

const never = new AbortController().signal

function turns(waitsMs: readonly number[], spare = 0): PollTurns {
  return { waitsMs, spare }
}

function paceOf(options: Partial<PaceOptions>) {
  return createPace({
    takeTurns: async (count) => turns(Array(count).fill(0)),
    monotonicMs: () => performance.now(),
    onError: () => undefined,
    ...options,
  })
}

describe('createPace', () => {
  it('asks once for all who line up while a request is under way', async () => {
    const asked: number[] = []
    const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const pace = paceOf({
      takeTurns: async (count) => {
        asked.push(count)
        await answers[asked.length - 1]?.promise
        return turns(Array(count).fill(0))
      },
    })
    const first = pace.turn(never)
    const others = Array.from({ length: 5 }, () => pace.turn(never))
    answers[0]?.resolve()
    await first
    answers[1]?.resolve()
    expect(await Promise.all(others)).toEqual(Array(5).fill('come'))
    expect(asked).toEqual([1, 5])
  })

  it('lets each wait as long as its turn says, in the order of the line', async () => {
    const pace = paceOf({
      takeTurns: async (count) => turns(Array.from({ length: count }, (_, n) => n * 20)),
    })
    const order: number[] = []
    const startedMs = performance.now()
    const first = pace.turn(never)
    await Promise.all([first, ...[1, 2, 3].map((n) => pace.turn(never).then(() => order.push(n)))])
    expect(order).toEqual([1, 2, 3])
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(39)
  })

  it('uses turns that it was given beyond need before it asks again, unless they have grown old', async () => {
    let nowMs = 0
    let asked = 0
    const pace = paceOf({
      takeTurns: async () => {
        asked += 1
        return turns([0], 2)
      },
      monotonicMs: () => nowMs,
    })
    for (let poll = 0; poll < 3; poll += 1) expect(await pace.turn(never)).toBe('come')
    expect(asked).toBe(1)
    await pace.turn(never)
    nowMs += 2_001
    await pace.turn(never)
    expect(asked).toBe(3)
  })

  it('sends away, each for longer, whom no turn was promised, so that nobody’s place is held by them', async () => {
    const answer = Promise.withResolvers<PollTurns>()
    let asked = 0
    const pace = paceOf({
      takeTurns: (count) => {
        asked += 1
        return asked === 1 ? answer.promise : Promise.resolve(turns(count > 2 ? [0, 0] : []))
      },
    })
    const first = pace.turn(never)
    const others = Array.from({ length: 30 }, () => pace.turn(never))
    answer.resolve(turns([]))
    expect(await first).toEqual({ againInMs: 1_000 })
    const outcomes = await Promise.all(others)
    expect(outcomes.slice(0, 5)).toEqual([
      'come',
      'come',
      { againInMs: 1_000 },
      { againInMs: 1_000 },
      { againInMs: 2_000 },
    ])
    expect(outcomes.at(-1)).toEqual({ againInMs: 10_000 })
    expect(asked).toBe(2)
  })

  it('puts everybody off, and says why, while nobody gives out turns: no answer could be saved', async () => {
    const errors: unknown[] = []
    const away = new Error('the database is away')
    const pace = paceOf({
      takeTurns: () => Promise.reject(away),
      onError: (error) => errors.push(error),
    })
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => pace.turn(never)))
    expect(outcomes).toEqual(Array(6).fill({ againInMs: 5_000 }))
    expect(errors[0]).toBe(away)
  })

  it('gives up a turn when the signal comes first, and asks for none in its place', async () => {
    const answer = Promise.withResolvers<PollTurns>()
    const asked: number[] = []
    const pace = paceOf({
      takeTurns: (count) => {
        asked.push(count)
        return asked.length === 1 ? answer.promise : Promise.resolve(turns([60_000]))
      },
    })
    const first = pace.turn(never)
    const leaving = new AbortController()
    const left = pace.turn(leaving.signal)
    leaving.abort()
    expect(await left).toBe('left')
    answer.resolve(turns([0]))
    expect(await first).toBe('come')
    const stopping = new AbortController()
    const waiting = pace.turn(stopping.signal)
    await Promise.resolve()
    stopping.abort()
    expect(await waiting).toBe('left')
    expect(asked).toEqual([1, 1])
  })
})
