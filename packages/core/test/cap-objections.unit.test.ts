import { expect, test } from 'vitest'
import { bulkObjection, capObjections } from '../src/index.ts'

const job = (id: string, reserveTicks: bigint | null, ...accountIds: string[]) => ({
  id,
  reserveTicks,
  accountIds,
})

test('caps are used up one job after the other, and a smaller one may still fit behind a larger', () => {
  const jobs = [job('a', 5n, 'batch'), job('b', 3n, 'batch'), job('c', 5n, 'batch'), job('d', 3n, 'batch')]
  const over = capObjections(jobs, new Map([['batch', 11n]]))
  expect([...over].map(([id, { code }]) => [id, code])).toEqual([['c', 'over_budget']])
})

test('a job is held by the tighter of its caps, and one without a price by any', () => {
  const room = new Map([
    ['batch', 100n],
    ['key', 5n],
  ])
  const jobs = [
    job('a', 5n, 'batch', 'key'),
    job('b', 5n, 'batch', 'key'),
    job('c', null, 'batch'),
    job('d', null),
  ]
  expect([...capObjections(jobs, room)].map(([id, { code }]) => [id, code])).toEqual([
    ['b', 'over_budget'],
    ['c', 'price_unknown'],
  ])
})

test('a retry of many leaves a moderated job out until somebody names it', () => {
  const facts = {
    state: 'failed',
    reason: 'moderated',
    charged: 'unknown',
    hasTask: true,
    isCurrent: true,
    isAdopted: false,
    isDamaged: false,
    batchState: null,
  } as const
  expect(bulkObjection('retry', facts, { includesModerated: false })?.code).toBe('moderated')
  expect(bulkObjection('retry', facts, { includesModerated: true })).toBeNull()
})
