import { expect, test } from 'vitest'
import { readMarkers } from '../src/scenarios/markers.ts'
import { openScenarioDice } from '../src/scenarios/scenario-dice.ts'

const noMarkers = new Map()
const keys = Array.from({ length: 4000 }, (_, index) => `request ${index}`)

test('strikes about as often as its rate says, whatever the other rates of its phase', () => {
  const dice = openScenarioDice('seed', { failed: 0.1, moderated: 0.2, cut_download: 1 })
  const faults = keys.map((key) =>
    dice.faultsFor({ key, occurrence: 0, mount: 'default', markers: noMarkers }),
  )
  const share = (name: string) => faults.filter(({ render }) => render?.name === name).length / keys.length
  expect(share('failed')).toBeCloseTo(0.1, 1)
  expect(share('moderated')).toBeCloseTo(0.2, 1)
  expect(faults.every(({ clip }) => clip?.name === 'cut_download')).toBe(true)
})

test('draws the same for the same seed and request, in any order', () => {
  const draw = (seed: string, order: readonly string[]) => {
    const dice = openScenarioDice(seed, { rate_limited: 0.3, failed: 0.3 })
    return new Map(
      order.map((key) => [key, dice.faultsFor({ key, occurrence: 0, mount: 'default', markers: noMarkers })]),
    )
  }
  const forward = draw('one', keys.slice(0, 50))
  expect(draw('one', keys.slice(0, 50).reverse())).toEqual(forward)
  expect(draw('two', keys.slice(0, 50))).not.toEqual(forward)
})

test('a marker goes before the rates and strikes the POST only its number of times', () => {
  const dice = openScenarioDice('seed', { server_error: 1 })
  const read = readMarkers('a cat [sim:rate_limited=2] [sim:failed]', 'default')
  if (read.outcome !== 'read') throw new Error('not read')
  const strikes = [0, 1, 2].map((occurrence) =>
    dice.faultsFor({ key: 'k', occurrence, mount: 'default', markers: read.faults }),
  )
  expect(strikes.map(({ create }) => create?.name)).toEqual(['rate_limited', 'rate_limited', undefined])
  expect(strikes.map(({ render }) => render?.name)).toEqual(['failed', 'failed', 'failed'])
})

test('a misspelt marker is found', () => {
  expect(readMarkers('[sim:faild]', 'default')).toEqual({
    outcome: 'refused',
    reason: 'unknown simulator scenario: faild',
  })
  expect(readMarkers('a [cat] sim:failed', 'default')).toMatchObject({ outcome: 'read', faults: new Map() })
})

test.each([
  [{ faild: 0.1 }, /no scenario "faild"/],
  [{ failed: 1.1 }, /rate from 0 to 1/],
  [{ failed: 'often' }, /rate from 0 to 1/],
  [{ failed: 0.6, moderated: 0.6 }, /add up to 1\.2/],
  [{ slow_create: { rate: 1, value: -1 } }, /value of 0 or more real milliseconds/],
])('refuses the rates %o and keeps the old ones', (changes, message) => {
  const dice = openScenarioDice('seed', { failed: 0.2 })
  expect(() => dice.setRates(changes)).toThrow(message)
  expect(dice.listRates().find(({ name }) => name === 'failed')?.rate).toBe(0.2)
})
