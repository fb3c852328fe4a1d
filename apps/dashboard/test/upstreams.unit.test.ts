import { expect, test } from 'vitest'
import type { AuditEntry, Upstream } from '../src/api/types.ts'
import { gateWords } from '../src/format/gate-words.ts'
import { lastPause } from '../src/upstreams/last-pause.ts'
import { readLimits } from '../src/upstreams/limit-fields.ts'
import { choiceWords, lengthWords, type Mode, type Model, priceWords } from '../src/upstreams/model-words.ts'

const limits: Upstream['limits'] = {
  max_in_flight: { configured: 50, live: 7 },
  requests_per_minute: { configured: 60, live: null },
  polls_per_minute: { configured: 300, live: null },
}

test('only limits that differ are sent; an empty one goes back to the configured', () => {
  const texts = { max_in_flight: '', requests_per_minute: ' 30.5 ', polls_per_minute: '' }
  expect(readLimits(texts, limits)).toEqual({
    change: { max_in_flight: null, requests_per_minute: 30.5 },
    errors: {},
  })
})

test.each(['-1', '2.5', '10001', 'many'])('"%s" slots are refused with what would be right', (text) => {
  const texts = { max_in_flight: text, requests_per_minute: '', polls_per_minute: '0' }
  expect(readLimits(texts, limits)).toEqual({
    change: { polls_per_minute: 0 },
    errors: { max_in_flight: 'Slots is a whole number from 0 to 10,000.' },
  })
})

function anUpstream(gate: Partial<Upstream['gate']>, configured = true): Upstream {
  const open = { state: 'open', rate_cut: 1, poll_rate_cut: 1, closed_kind: null, closed_reason: null }
  return { configured, key_variable: 'XAI_API_KEY', gate: { ...open, ...gate } } as unknown as Upstream
}

test('a gate says how it stands, and what opens it', () => {
  expect(gateWords(anUpstream({}))).toMatchObject({ look: 'open', name: 'open', why: null, canResume: false })
  expect(gateWords(anUpstream({ rate_cut: 0.5 }))).toMatchObject({ look: 'slowed', name: 'slowed to 50 %' })
  expect(gateWords(anUpstream({ state: 'paused' }))).toMatchObject({ name: 'paused', canResume: true })
  const broken = { state: 'closed', closed_kind: 'breaker', closed_reason: 'four\u202E lost' } as const
  expect(gateWords(anUpstream(broken))).toMatchObject({ why: 'four‹U+202E› lost', canResume: true })
})

test('what a person cannot mend is not offered to be resumed; a missing key is named', () => {
  const overdue = gateWords(anUpstream({ state: 'closed', closed_kind: 'overdue' }))
  expect(overdue).toMatchObject({ canResume: false })
  const keyless = gateWords(anUpstream({ state: 'closed', closed_kind: 'no_key' }, false))
  expect(keyless).toMatchObject({ name: 'no key', canResume: false })
  expect(keyless.opening).toContain('set XAI_API_KEY')
})

test('who paused it is the latest change that did, not one that came after', () => {
  const entry = (id: string, before: boolean, after: boolean) =>
    ({ id, before: { paused: before }, after: { paused: after } }) as unknown as AuditEntry
  expect(lastPause([entry('3', true, true), entry('2', false, true), entry('1', false, true)])?.id).toBe('2')
  expect(lastPause([entry('1', true, false)])).toBeNull()
})

const aModel = (price: Partial<Model['price']>) =>
  ({
    model: 'film',
    price: { unit: 'second', ticks: null, by_resolution: null, per_image_ticks: null, ...price },
  }) as unknown as Model

test('a price is told by resolution and image; an unknown one names its setting', () => {
  expect(
    priceWords('lab', aModel({ by_resolution: { '480p': '500000000' }, per_image_ticks: '20000000' })),
  ).toEqual({
    isKnown: true,
    lines: ['$0.05 a second at 480p', '$0.002 for each image sent'],
  })
  expect(priceWords('lab', aModel({}))).toEqual({
    isKnown: false,
    lines: ['unknown, billed by the second: set upstreams.lab.prices.film.per_second_usd'],
  })
})

test('lengths and choices say what is taken and what is sent when nothing is asked', () => {
  const duration = (kind: Mode['duration']['kind'], allowed: (string | number)[], otherwise: number | null) =>
    lengthWords({ duration: { kind, allowed, default: otherwise } } as unknown as Mode)
  expect(duration('range', ['6 to 30'], 10)).toBe('6 to 30 s (10)')
  expect(duration('fixed', [10], 10)).toBe('always 10 s')
  expect(choiceWords({ allowed: ['16:9', '1:1'], default: null })).toBe('16:9, 1:1 (the upstream chooses)')
  expect(choiceWords({ allowed: [], default: null })).toBe('takes none')
})
