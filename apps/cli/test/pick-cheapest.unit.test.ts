import { expect, test } from 'vitest'
import { pickCheapest } from '../src/try/pick-cheapest.ts'
import { aMode, aModel } from './a-model.ts'

const anything = { model: null, duration: null, resolution: null }
const unknown = { unit: 'second', ticks: null, by_resolution: null, per_image_ticks: null } as const

test('the cheapest of all models is picked: the shortest clip by the second against the price of a call', () => {
  const bySecond = aModel({ model: 'by-second', price: { ...unknown, ticks: '500000000' } })
  const byCall = aModel({ model: 'by-call', price: { ...unknown, unit: 'call', ticks: '2900000000' } })
  expect(pickCheapest([bySecond, byCall], anything)).toEqual({
    model: 'by-call',
    duration: 6,
    resolution: '480p',
    ticks: 2_900_000_000n,
  })
  const dearCall = aModel({ model: 'by-call', price: { ...unknown, unit: 'call', ticks: '3100000000' } })
  expect(pickCheapest([bySecond, dearCall], anything)).toMatchObject({
    model: 'by-second',
    ticks: 3_000_000_000n,
  })
})

test('where resolutions are priced apart, the cheapest is taken, not the smallest', () => {
  const model = aModel({
    price: { ...unknown, by_resolution: { '480p': '800000000', '720p': '700000000' } },
  })
  expect(pickCheapest([model], anything)).toMatchObject({ resolution: '720p', ticks: 4_200_000_000n })
})

test('a known price is preferred to an unknown one, whatever it is', () => {
  const known = aModel({ model: 'known', price: { ...unknown, ticks: '90000000000' } })
  expect(pickCheapest([aModel({ price: unknown }), known], anything)).toMatchObject({ model: 'known' })
})

test('without any price it is the shortest and smallest of the first model billed by the second', () => {
  const byCall = aModel({ model: 'by-call', price: { ...unknown, unit: 'call' } })
  const bySecond = aModel({ model: 'by-second', price: unknown })
  expect(pickCheapest([byCall, bySecond], anything)).toEqual({
    model: 'by-second',
    duration: 6,
    resolution: '480p',
    ticks: null,
  })
  expect(pickCheapest([byCall], anything)).toMatchObject({ model: 'by-call', ticks: null })
})

test('a duration that is always the same, and a resolution that is not taken, are not asked for', () => {
  const mode = aMode({
    duration: { kind: 'fixed', allowed: [10], default: 10, min_s: 10, max_s: 10 },
    resolutions: { allowed: [], default: null },
  })
  expect(pickCheapest([aModel({ modes: [mode] })], anything)).toEqual({
    model: 'model-a',
    duration: null,
    resolution: null,
    ticks: 5_000_000_000n,
  })
})

test('what a person said is kept, priced as far as it can be', () => {
  const models = [aModel(), aModel({ model: 'model-b', aliases: ['b'], price: unknown })]
  expect(pickCheapest(models, { model: 'b', duration: 9, resolution: '1080p' })).toEqual({
    model: 'model-b',
    duration: 9,
    resolution: '1080p',
    ticks: null,
  })
})

test('a model that takes what was asked goes before a cheaper one that does not', () => {
  const short = aModel({ model: 'short', price: { ...unknown, unit: 'call', ticks: '1' } })
  const long = aModel({
    model: 'long',
    modes: [aMode({ duration: { kind: 'list', allowed: [6, 10, 60], default: 10, min_s: 6, max_s: 60 } })],
  })
  expect(pickCheapest([short, long], { ...anything, duration: 60 })).toMatchObject({ model: 'long' })
  const large = aModel({
    model: 'large',
    modes: [aMode({ resolutions: { allowed: ['1080p'], default: null } })],
  })
  expect(pickCheapest([short, large], { ...anything, resolution: '1080p' })).toMatchObject({ model: 'large' })
  expect(pickCheapest([short, long], { ...anything, duration: 7 })).toMatchObject({ model: 'short' })
  expect(pickCheapest([long], { ...anything, duration: 7 })).toMatchObject({ model: 'long', duration: 7 })
})

test('a model that makes nothing from text alone is never picked', () => {
  const images = aModel({ modes: [aMode({ mode: 'image' })] })
  expect(pickCheapest([images], anything)).toBeNull()
  expect(pickCheapest([images, aModel({ model: 'text' })], anything)).toMatchObject({ model: 'text' })
  expect(pickCheapest([aModel()], { ...anything, model: 'other' })).toBeNull()
})
