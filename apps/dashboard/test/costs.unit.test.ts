import { expect, test } from 'vitest'
import type { CostRow } from '../src/api/types.ts'
import { rangeOfDay, rangeOfDays } from '../src/costs/cost-range.ts'
import { shownMoney } from '../src/costs/shown-money.ts'
import { chargedOf, isNothingCharged, sumRows } from '../src/format/cost-sums.ts'

const aRow = (changes: Partial<CostRow>): CostRow => ({
  key: '2026-11-30',
  name: null,
  quoted_ticks: null,
  charged_ticks: null,
  metered_ticks: null,
  contingent_ticks: null,
  unknown: 0,
  simulated: false,
  ...changes,
})

test('metered and estimated add up to what was charged, and unknown charges are counted, not summed', () => {
  const rows = [
    aRow({ charged_ticks: '30', metered_ticks: '20' }),
    aRow({ charged_ticks: '5', unknown: 2 }),
    aRow({ contingent_ticks: '7', unknown: 1 }),
  ]
  expect(sumRows(rows)).toEqual({
    chargedTicks: '35',
    meteredTicks: '20',
    estimatedTicks: '15',
    possibleTicks: '7',
    unknown: 3,
    hasUnpriced: false,
  })
})

test('nothing known is null, not nought', () => {
  expect(sumRows([aRow({ unknown: 1 })]).chargedTicks).toBeNull()
  expect(chargedOf(sumRows([aRow({ unknown: 1 })])), 'as a figure').toBeNull()
  expect(chargedOf(sumRows([])), 'where nothing was booked').toBe('0')
  const doubts = aRow({ quoted_ticks: '7', contingent_ticks: '7' })
  expect([isNothingCharged(doubts), chargedOf(sumRows([doubts]))], 'a doubt is no charge').toEqual([
    true,
    '0',
  ])
  expect(isNothingCharged(aRow({ unknown: 1 })), 'a charge of unknown amount').toBe(false)
  const unpriced = aRow({})
  expect([isNothingCharged(unpriced), chargedOf(sumRows([unpriced]))], 'what has no price').toEqual([
    false,
    null,
  ])
})

test('real and simulated money are never shown together', () => {
  const real = aRow({ charged_ticks: '1' })
  const simulated = aRow({ charged_ticks: '2', simulated: true })
  expect(shownMoney([real, simulated], undefined)).toEqual({
    rows: [real],
    isSimulated: false,
    isMixed: true,
  })
  expect(shownMoney([real, simulated], 'simulated').rows).toEqual([simulated])
  expect(shownMoney([simulated], undefined)).toMatchObject({ rows: [simulated], isSimulated: true })
})

test('thirty days end with today where days begin by the given zone', () => {
  const range = rangeOfDays(30, 'Asia/Shanghai', new Date('2026-11-30T17:00:00Z'))
  expect(range.steps).toHaveLength(30)
  expect(range.steps.at(-1)?.key).toBe('2026-12-01')
  expect(range.from).toBe('2026-11-01T16:00:00.000Z')
})

test('a day has its 24 hours, and ends where the next one begins', () => {
  const range = rangeOfDay('2026-11-30', 'UTC')
  expect([range.from, range.to]).toEqual(['2026-11-30T00:00:00.000Z', '2026-12-01T00:00:00.000Z'])
  expect(range.steps.map(({ key }) => key)).toContain('2026-11-30T23:00')
})

test('a day on which the clocks change has the hours that they show, each at its own moment', () => {
  const noon = (day: string) =>
    rangeOfDay(day, 'Europe/Berlin').steps.find(({ key }) => key.endsWith('T12:00'))?.at
  expect(noon('2026-03-29')).toEqual(new Date('2026-03-29T10:00:00Z'))
  expect(noon('2026-10-25')).toEqual(new Date('2026-10-25T11:00:00Z'))
  expect(rangeOfDay('2026-03-29', 'Europe/Berlin').steps).toHaveLength(23)
})
