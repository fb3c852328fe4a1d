import { expect, test } from 'vitest'
import type { Upstream } from '../src/client/shapes.ts'
import { durationWords, gateWords, priceWords } from '../src/print/upstream-words.ts'
import { aModel } from './a-model.ts'

test.each([
  [45, '45 s'],
  [90, '90 s'],
  [300, '5 min'],
  [7200, '2 h'],
  [7260, '121 min'],
])('%i seconds are %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words)
})

test('a price is said by its unit, by resolution and with its images; an unknown one names its setting', () => {
  const price = { unit: 'second', ticks: null, by_resolution: null, per_image_ticks: null } as const
  const says = (overrides: object) => priceWords('xai', aModel({ price: { ...price, ...overrides } }))
  expect(says({ ticks: '500000000' })).toBe('$0.05 a second')
  expect(says({ by_resolution: { '480p': '500000000', '720p': '700000000' } })).toBe(
    '$0.05 a second at 480p, $0.07 a second at 720p',
  )
  expect(says({ ticks: '500000000', per_image_ticks: '20000000' })).toBe(
    '$0.05 a second, and $0.002 for each image sent',
  )
  expect(says({ unit: 'call' })).toBe(
    'unknown, billed by the call; set upstreams.xai.prices.model-a.per_call_usd',
  )
})

test.each([
  ['account', /Once it is mended: reelkeep upstream resume xai$/],
  ['breaker', /Once it is mended: reelkeep upstream resume xai$/],
  ['no_key', /: why\. It opens at a start that has the key$/],
  ['overdue', /: why\. It opens by itself; how many may be overdue is max_overdue in the configuration$/],
])('a gate closed by %s says what opens it', (kind, words) => {
  const gate = { state: 'closed', closed_kind: kind, closed_at: null, closed_reason: 'why', probe_at: null }
  const upstream = { name: 'xai', gate } as Upstream
  expect(gateWords(upstream)).toMatch(words)
})
