import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decimalOfPpm,
  type Price,
  ppmFromDecimal,
  quotedSeconds,
  quoteTicks,
  ticksFromUsd,
  usdFromTicks,
} from '../src/index.ts'

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
      fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
      (ticks) => ticksFromUsd(usdFromTicks(ticks)) === ticks,
    ),
  )
})

describe('a quote', () => {
  const render = { durationS: 10, resolution: '480p', images: 0 }

  test('is unknown without a price, never 0', () => {
    expect(quoteTicks(null, render)).toBeNull()
  })

  test('counts seconds or calls, whichever the vendor bills', () => {
    expect(quoteTicks({ unit: 'second', ticks: 5n }, render)).toBe(50n)
    expect(quoteTicks({ unit: 'call', ticks: 5n }, render)).toBe(5n)
  })

  test('takes the price of its resolution and adds that of each image', () => {
    const price: Price = { unit: 'second', ticks: { '480p': 5n, '720p': 7n }, perImageTicks: 2n }
    expect(quoteTicks(price, { ...render, resolution: '720p', images: 3 })).toBe(76n)
    expect(quoteTicks({ ...price, unit: 'call' }, { ...render, images: 1 })).toBe(7n)
  })

  test('takes the dearest resolution when the upstream decides, and knows nothing of one without a price', () => {
    const price: Price = { unit: 'second', ticks: { '480p': 5n, '720p': 7n } }
    expect(quoteTicks(price, { ...render, resolution: null })).toBe(70n)
    expect(quoteTicks(price, { ...render, resolution: '1080p' })).toBeNull()
    expect(quoteTicks({ unit: 'second', ticks: {} }, { ...render, resolution: null })).toBeNull()
  })

  test('by the second is unknown as long as the seconds are', () => {
    expect(quoteTicks({ unit: 'second', ticks: 5n }, { ...render, durationS: null })).toBeNull()
    expect(quoteTicks({ unit: 'call', ticks: 5n }, { ...render, durationS: null })).toBe(5n)
  })

  test('of a clip as long as its source counts the longest source, rounded up', () => {
    expect(quotedSeconds({ kind: 'as-source', maxS: 8.7 }, null)).toBe(9)
    expect(quotedSeconds({ kind: 'range', min: 2, max: 10, default: 6 }, 4)).toBe(4)
  })
})

describe('a bill factor', () => {
  test.each([
    ['1', 1_000_000n],
    ['1.25', 1_250_000n],
    ['0.000001', 1n],
  ])('%s is exactly %d millionths, and back', (text, ppm) => {
    expect(ppmFromDecimal(text)).toBe(ppm)
    expect(decimalOfPpm(ppm)).toBe(text)
  })

  test.each(['0', '0.0000001', '-1', '1e3', '100', '', 'one'])('%j is none', (text) => {
    expect(ppmFromDecimal(text)).toBeNull()
  })
})
