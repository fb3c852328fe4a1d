import { expect, test } from 'vitest'
import type { Attention, CostRow, StatsSeries } from '../src/api/types.ts'
import { attentionWords, byUrgency } from '../src/overview/attention-words.ts'
import { percentiles, perStep, queueAge, stepBounds, throughput } from '../src/overview/course.ts'
import { spendFrom, spendToday } from '../src/overview/spend-today.ts'

const anItem = (of: Partial<Attention>): Attention => ({
  reason: 'unconfirmed',
  count: 1,
  ticks: null,
  parts: [],
  action: 'Look.',
  says: 'Look.',
  filter: {},
  batch: null,
  batches: 0,
  ...of,
})

test('attention is told as a sentence, with a new reason as a kind of failure', () => {
  const batch = { id: 'batch_1', name: 'a\u202Eb' }
  expect(attentionWords(anItem({ count: 2, batches: 3 }))).toEqual({
    urgency: 'losing',
    title: '2 jobs may have been bought, and nobody knows',
    where: 'in 3 batches',
  })
  expect(attentionWords(anItem({ reason: 'upstream_expired' })).title).toBe('1 job failed: upstream expired')
  expect(attentionWords(anItem({ reason: 'stop_when', batch })).title).toBe(
    '“a‹U+202E›b” stopped itself: 1 job went wrong',
  )
})

test('what loses money comes first, then what stands still, then what failed, the most jobs on top', () => {
  const items = [
    anItem({ reason: 'moderated', count: 900 }),
    anItem({ reason: 'budget', count: 3 }),
    anItem({ reason: 'held', count: 5 }),
    anItem({ reason: 'link_refused' }),
  ]
  expect(byUrgency(items).map(({ reason }) => reason)).toEqual([
    'link_refused',
    'held',
    'budget',
    'moderated',
  ])
})

const nothing = { count: 0, p50_ms: null, p95_ms: null, p99_ms: null }
const noSpend = { metered_ticks: null, estimated_ticks: null, contingent_ticks: null, unknown: 0 }

function aStep(at: string, of: Partial<StatsSeries['data'][number]> = {}): StatsSeries['data'][number] {
  return {
    at,
    created: 0,
    archived: 0,
    failed: 0,
    canceled: 0,
    by_reason: {},
    bytes: '0',
    polls: 0,
    latency: { wait: nothing, render: nothing, detection: nothing, archive: nothing, total: nothing },
    spend: noSpend,
    spend_simulated: noSpend,
    queue: null,
    ...of,
  }
}

test('a step without jobs is zero in the throughput and a gap in the latencies', () => {
  const known = { count: 3, p50_ms: 1_000, p95_ms: 2_000, p99_ms: 3_000 }
  const busy = aStep('2026-11-30T10:00:00Z', { created: 3, archived: 2, failed: 1 })
  const steps = [{ ...busy, latency: { ...busy.latency, wait: known } }, aStep('2026-11-30T10:15:00Z')]
  expect(throughput(steps).map(({ name, values }) => [name, values])).toEqual([
    ['created', [3, 0]],
    ['archived', [2, 0]],
    ['failed', [1, 0]],
  ])
  expect(percentiles(steps, 'wait').map(({ name, values }) => [name, values])).toEqual([
    ['p50', [1_000, null]],
    ['p95', [2_000, null]],
    ['p99', [3_000, null]],
  ])
})

test('the age of the queue is a line of its own only when somebody looked', () => {
  const looked = aStep('2026-11-30T10:00:00Z', { queue: { queued: 4, oldest_ms: 90_000 } })
  expect(queueAge([aStep('2026-11-30T09:00:00Z')])).toBeNull()
  expect(queueAge([aStep('2026-11-30T09:00:00Z'), looked])?.values).toEqual([null, 90_000])
})

test('a moment of a chart leads to the time until the next step, the last one until now', () => {
  const series = {
    data: [aStep('2026-11-30T10:00:00Z'), aStep('2026-11-30T10:15:00Z')],
    to: '2026-11-30T10:20:00Z',
  } as unknown as StatsSeries
  expect(stepBounds(series, 0)).toEqual({ from: '2026-11-30T10:00:00Z', to: '2026-11-30T10:15:00Z' })
  expect(stepBounds(series, 1)).toEqual({ from: '2026-11-30T10:15:00Z', to: '2026-11-30T10:20:00Z' })
  expect(stepBounds(series, 2)).toBeNull()
  expect(perStep('jobs', { step: '15m' })).toBe('jobs per 15 minutes')
})

const aRow = (of: Partial<CostRow>): CostRow => ({
  key: '2026-11-30T10:00',
  name: null,
  quoted_ticks: null,
  charged_ticks: null,
  metered_ticks: null,
  contingent_ticks: null,
  unknown: 0,
  simulated: false,
  ...of,
})

test('today is the day of the installation’s time zone, simulated money apart, hours to come left open', () => {
  // In Berlin it is half past midnight of the first of December already.
  const now = new Date('2026-11-30T23:30:00Z')
  const rows = [
    aRow({ key: '2026-11-30T23:00', charged_ticks: '90000000000' }),
    aRow({ key: '2026-12-01T00:00', charged_ticks: '30000000000', metered_ticks: '10000000000', unknown: 2 }),
    aRow({ key: '2026-12-01T00:00', charged_ticks: '50000000000', simulated: true }),
  ]
  const [real, simulated] = spendToday(rows, 'Europe/Berlin', now)
  expect(real?.sum).toMatchObject({
    chargedTicks: '30000000000',
    meteredTicks: '10000000000',
    estimatedTicks: '20000000000',
    unknown: 2,
  })
  expect(real?.times[0]).toEqual(new Date('2026-11-30T23:00:00Z'))
  expect(real?.estimated.slice(0, 2)).toEqual([2, null])
  expect([simulated?.isSimulated, simulated?.sum.chargedTicks]).toEqual([true, '50000000000'])
  expect(spendToday(rows, 'UTC', now).map(({ sum }) => sum.chargedTicks)).toEqual(['90000000000'])
})

test('costs are read from far enough back for the longest day, by whole hours', () => {
  expect(spendFrom(new Date('2026-11-30T23:30:12Z'))).toBe('2026-11-29T21:00:00.000Z')
})

test('on the days when the clocks change, money stands at the hour when it was spent', () => {
  const spent = (key: string) => [aRow({ key, charged_ticks: '30000000000' })]
  const shown = (key: string, now: string) => {
    const [real] = spendToday(spent(key), 'Europe/Berlin', new Date(now))
    const place = real?.estimated.indexOf(3) ?? -1
    return { hours: real?.times.length, at: real?.times[place]?.toISOString() }
  }
  // 02:00 does not exist on this day, and exists twice on the other.
  expect(shown('2026-03-29T12:00', '2026-03-29T20:00:00Z')).toEqual({
    hours: 23,
    at: '2026-03-29T10:00:00.000Z',
  })
  expect(shown('2026-10-25T12:00', '2026-10-25T20:00:00Z')).toEqual({
    hours: 24,
    at: '2026-10-25T11:00:00.000Z',
  })
})
