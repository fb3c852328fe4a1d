import { describe, expect, it } from 'vitest'
import { openLog } from '../src/log.ts'
import { runShutdown } from '../src/shutdown.ts'

const silent = openLog('silent')

describe('runShutdown', () => {
  it('runs the phases one after the other', async () => {
    const order: string[] = []
    await runShutdown(
      ['first', 'second', 'third'].map((name) => ({
        name,
        deadlineMs: 1_000,
        run: async () => void order.push(name),
      })),
      silent,
    )
    expect(order).toEqual(['first', 'second', 'third'])
  })

  it('goes on after a phase that fails or is late', async () => {
    const order: string[] = []
    await runShutdown(
      [
        { name: 'fails', deadlineMs: 1_000, run: () => Promise.reject(new Error('no')) },
        {
          name: 'throws',
          deadlineMs: 1_000,
          run: () => {
            throw new Error('no')
          },
        },
        { name: 'hangs', deadlineMs: 20, run: () => new Promise(() => undefined) },
        { name: 'last', deadlineMs: 1_000, run: () => void order.push('last') },
      ],
      silent,
    )
    expect(order).toEqual(['last'])
  })
})
