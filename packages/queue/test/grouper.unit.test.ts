import { describe, expect, it } from 'vitest'
import { createGrouper } from '../src/index.ts'

describe('createGrouper', () => {
  it('sends the calls that arrive while a batch is under way together, in their order', async () => {
    const batches: (readonly number[])[] = []
    const first = Promise.withResolvers<void>()
    const grouper = createGrouper<number, number>({
      batchMax: 10,
      run: async (inputs) => {
        batches.push(inputs)
        if (batches.length === 1) await first.promise
        return inputs.map((input) => input * 2)
      },
    })
    const one = grouper.call(1)
    await nextTurn()
    const others = [grouper.call(2), grouper.call(3)]
    await nextTurn()
    expect(batches).toEqual([[1]])
    first.resolve()
    expect(await Promise.all([one, ...others])).toEqual([2, 4, 6])
    expect(batches).toEqual([[1], [2, 3]])
  })

  it('never sends more than the bound at once', async () => {
    const sizes: number[] = []
    const grouper = createGrouper<number, number>({
      batchMax: 3,
      run: async (inputs) => {
        sizes.push(inputs.length)
        return inputs
      },
    })
    await Promise.all(Array.from({ length: 8 }, (_, index) => grouper.call(index + 1)))
    expect(sizes).toEqual([3, 3, 2])
  })

  it('keeps two inputs of one key out of the same batch and out of two batches at once', async () => {
    const running = new Set<string>()
    const batches: (readonly string[])[] = []
    const grouper = createGrouper<string, string>({
      batchMax: 10,
      lanes: 2,
      keyOf: (input) => input.slice(0, 1),
      run: async (inputs) => {
        for (const input of inputs) {
          expect(running.has(input.slice(0, 1))).toBe(false)
          running.add(input.slice(0, 1))
        }
        batches.push(inputs)
        await nextTurn()
        for (const input of inputs) running.delete(input.slice(0, 1))
        return inputs
      },
    })
    await Promise.all(['a1', 'a2', 'b1', 'a3'].map((input) => grouper.call(input)))
    expect(batches).toEqual([['a1', 'b1'], ['a2'], ['a3']])
  })

  it('gives each caller of a failed batch the error and goes on', async () => {
    let calls = 0
    const grouper = createGrouper<number, number>({
      batchMax: 10,
      run: async (inputs) => {
        calls += 1
        if (calls === 1) throw new Error('away')
        return inputs
      },
    })
    const results = await Promise.allSettled([grouper.call(1), grouper.call(2)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await grouper.call(3)).toBe(3)
    await grouper.idle()
  })
})

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
