import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteTicks, ticksFromUsd, usdFromTicks } from '../src/index.ts'

test.each([
  ['0.05', 500_000_000n],
  ['12', 120_000_000_000n],
  ['0.0000000001', 1n],
  [' 1.5 ', 15_000_000_000n],
])('%s dollars are exactly %d ticks', (text, ticks) => {
  expect(ticksFromUsd(text)).toBe(ticks)
})

test.each(['', '-1', '1e3', '.5', '1.', '0,05', '1.00000000001', 'five', '1 2'])(
  '%j is no amount of dollars',
  (text) => {
    expect(ticksFromUsd(text)).toBeNull()
  },
)

test('dollars survive the round trip', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      (ticks) => ticksFromUsd(usdFromTicks(ticks)) === ticks,
    ),
  )
})

test('an unknown price quotes unknown, never 0', () => {
  expect(quoteTicks(null, 10)).toBeNull()
  expect(quoteTicks({ unit: 'second', ticks: 5n }, 10)).toBe(50n)
  expect(quoteTicks({ unit: 'call', ticks: 5n }, 10)).toBe(5n)
})
