import { describe, expect, test } from 'vitest'
import { guessBillColumns, ticksFromBill } from '../src/index.ts'

describe('amounts of a bill', () => {
  test.each([
    ['0.35', 'usd', 3_500_000_000n],
    ['$1,250.00', 'usd', 12_500_000_000_000n],
    ['1.5 USD', 'usd', 15_000_000_000n],
    ['-0.20', 'usd', -2_000_000_000n],
    ['7e-2', 'usd', 700_000_000n],
    ['0.10000000000000000000', 'usd', 1_000_000_000n],
    ['90071992547409931', 'ticks', 90_071_992_547_409_931n],
    ['.5', 'usd', 5_000_000_000n],
  ] as const)('%s in %s is read to the tick', (text, unit, ticks) => {
    expect(ticksFromBill(text, unit)).toBe(ticks)
  })

  test.each([
    ['0.00000000001', 'usd'],
    ['1.5', 'ticks'],
    ['1,5', 'usd'],
    ['12 EUR', 'usd'],
    ['', 'usd'],
    ['NaN', 'usd'],
    ['100000000', 'usd'],
  ] as const)('%s in %s is no amount: nothing is rounded or guessed', (text, unit) => {
    expect(ticksFromBill(text, unit)).toBeNull()
  })
})

describe('columns of a bill', () => {
  test('are taken for what vendors call them', () => {
    expect(guessBillColumns(['Created At', 'Task ID', 'Model', 'Cost (USD)', 'Currency'], {})).toEqual({
      ok: true,
      columns: {
        taskId: 'Task ID',
        amount: 'Cost (USD)',
        unit: 'usd',
        unitColumn: 'Currency',
        at: 'Created At',
        model: 'Model',
      },
    })
    expect(
      guessBillColumns(['request_id', 'usage.cost_in_usd_ticks'], { amount: 'usage.cost_in_usd_ticks' }),
    ).toMatchObject({
      columns: { taskId: 'request_id', unit: 'ticks' },
    })
  })

  test('named outright win, and what is not found is said', () => {
    expect(guessBillColumns(['id', 'cost', 'ref'], { task_id: 'ref', unit: 'ticks' })).toMatchObject({
      columns: { taskId: 'ref', amount: 'cost', unit: 'ticks', unitColumn: null },
    })
    expect(guessBillColumns(['id', 'note'], {})).toEqual({ ok: false, field: 'amount' })
  })
})
