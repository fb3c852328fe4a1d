import { describe, expect, test } from 'vitest'
import { type ChargeHistory, expectedFinish, quoteOutlook } from '../src/index.ts'

const priced = { upstream: 'u', model: 'm', ticks: 100n }
const unpriced = { upstream: 'u', model: 'n', ticks: null }
const history: ChargeHistory = { charges: 7, lowTicks: 80n, medianTicks: 150n, highTicks: 160n }

describe('what rows are likely to cost', () => {
  test('goes by the price list where nothing was charged yet', () => {
    const outlook = quoteOutlook([priced, priced], () => null, null)
    expect(outlook).toMatchObject({ lowTicks: 200n, expectedTicks: 200n, highTicks: 200n })
    expect(outlook.lines).toMatchObject([{ rows: 2, basis: 'price_list' }])
  })

  test('goes by what such clips were charged, once that is a habit', () => {
    expect(quoteOutlook([priced, priced], () => history, null)).toMatchObject({
      lowTicks: 160n,
      expectedTicks: 300n,
      highTicks: 320n,
      lines: [{ basis: 'history', charges: 7 }],
    })
    expect(quoteOutlook([priced], () => ({ ...history, charges: 4 }), null)).toMatchObject({
      expectedTicks: 100n,
    })
  })

  test('never sums what nobody knows as nothing', () => {
    expect(quoteOutlook([priced, unpriced], () => null, null)).toMatchObject({
      lowTicks: 100n,
      expectedTicks: null,
      highTicks: null,
    })
    expect(quoteOutlook([priced, unpriced], () => null, 500n)).toMatchObject({
      expectedTicks: null,
      highTicks: 600n,
    })
  })
})

describe('when rows are likely to be rendered', () => {
  const factors = {
    rows: 100,
    ahead: 50,
    slots: 50,
    createsPerMinute: 60,
    renderMs: { low: 60_000, usual: 90_000 },
  }

  test('in waves as wide as the slots, behind what is there', () => {
    expect(expectedFinish(factors)).toEqual({ lowMs: 159_000, expectedMs: 270_000 })
  })

  test('no faster than creates may go', () => {
    expect(expectedFinish({ ...factors, createsPerMinute: 6 })).toEqual({
      lowMs: 1_050_000,
      expectedMs: 1_580_000,
    })
  })

  test('nobody knows where nothing is created', () => {
    expect(expectedFinish({ ...factors, slots: null })).toBeNull()
    expect(expectedFinish({ ...factors, createsPerMinute: 0 })).toBeNull()
  })
})
