import { expect, test } from 'vitest'
import type { Key } from '../src/api/types.ts'
import { emptyTexts, readKeyChange, readNewKey, textsOf } from '../src/keys/key-fields.ts'

test('a new key asks only for what was typed', () => {
  const { wish, errors } = readNewKey({ ...emptyTexts, name: ' desk ', cap_usd: '$25', models: 'a, b' })
  expect(errors).toEqual({})
  expect(wish).toEqual({ name: 'desk', scopes: ['read', 'submit'], cap_usd: '25', models: ['a', 'b'] })
})

test('what the api would refuse is said at its field', () => {
  const { errors } = readNewKey({ ...emptyTexts, scopes: [], day_cap_usd: 'much', max_duration: '0' })
  expect(Object.keys(errors).sort()).toEqual(['day_cap_usd', 'max_duration', 'name', 'scopes'])
})

test('a change names what differs, and an emptied limit is taken away', () => {
  const before = textsOf({
    name: 'desk',
    owner: 'studio',
    cap_ticks: '250000000000',
    day_cap_ticks: null,
    max_in_flight: 5,
    requests_per_minute: null,
    max_duration: null,
    upstreams: ['xai'],
    models: null,
    expires_at: '2027-01-31T18:00:00.000Z',
  } as Key)
  expect(readKeyChange(before, before).change).toEqual({})
  const texts = { ...before, cap_usd: '', max_in_flight: '0', upstreams: 'xai, cometapi' }
  expect(readKeyChange(texts, before).change).toEqual({
    cap_usd: null,
    max_in_flight: 0,
    upstreams: ['xai', 'cometapi'],
  })
})
