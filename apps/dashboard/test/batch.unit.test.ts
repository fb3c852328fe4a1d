import { expect, test } from 'vitest'
import type { Batch, Job } from '../src/api/types.ts'
import { budgetParts } from '../src/batch/budget-parts.ts'
import { heldUpBy } from '../src/batch/held-up.ts'
import { spentWords, stillToComeTicks } from '../src/batch/resume-money.ts'
import { wallGroups } from '../src/batch/wall/wall-groups.ts'
import { withJob } from '../src/batch/wall/with-job.ts'

const aBudget = (changes = {}) => ({
  cap_ticks: '100',
  charged_ticks: '25',
  possible_ticks: '5',
  reserved_ticks: '20',
  left_ticks: '50',
  ...changes,
})

test('the parts of a budget are the whole bar', () => {
  const parts = budgetParts(aBudget())
  expect(parts.map(({ name, percent }) => [name, percent])).toEqual([
    ['charged', 25],
    ['possible', 5],
    ['reserved', 20],
    ['left', 50],
  ])
})

test('a budget that was passed shows a full bar and nothing left', () => {
  const parts = budgetParts(
    aBudget({ charged_ticks: '120', possible_ticks: '0', reserved_ticks: '0', left_ticks: '-20' }),
  )
  expect(parts.map(({ percent }) => percent)).toEqual([100, 0, 0, 0])
  expect(parts.at(-1)?.ticks).toBe('0')
})

test('takes of a row stand together in the order of the file, and jobs without a row alone', () => {
  const job = (id: string, row: number | null) => ({ id, row }) as Job
  const groups = wallGroups([job('d', 2), job('c', 1), job('b', 2), job('a', null), job('e', null)])
  expect(groups.map(({ takes }) => takes.map(({ id }) => id))).toEqual([['a'], ['e'], ['c'], ['b', 'd']])
})

const aSum = (cost: Partial<Batch['cost']>, finalTicks: string | null) => ({
  cost: { charged_ticks: null, contingent_ticks: null, unpriced: 0, ...cost } as Batch['cost'],
  forecast: { final_ticks: finalTicks } as Batch['forecast'],
})

test('what is still to come is the end without what was, or may have been, charged; of an unknown price it is unknown', () => {
  expect(stillToComeTicks(aSum({ charged_ticks: '30', contingent_ticks: '20' }, '100'))).toBe('50')
  expect(stillToComeTicks(aSum({}, '100'))).toBe('100')
  expect(stillToComeTicks(aSum({ charged_ticks: '30' }, null))).toBeNull()
})

test('what a batch has cost is never $0 where nobody knows', () => {
  expect(spentWords(aSum({ unpriced: 2 }, null))).toBe('2 of unknown cost')
  expect(spentWords(aSum({}, null))).toBe('nothing charged that is known')
  expect(
    spentWords(aSum({ charged_ticks: '12000000000', contingent_ticks: '5000000000', unpriced: 1 }, '1')),
  ).toBe('$1.20 charged, $0.50 possibly charged, 1 of unknown cost')
})

test('a mark is shown in a list without reading it again, and pages without the job stay as they are', () => {
  const job = (id: string, custom: string) => ({ id, custom_id: custom }) as Job
  const list = { pages: [{ data: [job('a', 'old')] }, { data: [job('b', 'old')] }], pageParams: [null, 'b'] }
  const next = withJob(list, job('b', 'new'))
  expect(next.pages.map(({ data }) => data[0]?.custom_id)).toEqual(['old', 'new'])
  expect(next.pages[0]).toBe(list.pages[0])
})

const standing = (
  counts: Partial<Batch['counts']>,
  needs: readonly { reason: string; count: number; state: string }[],
) => ({
  id: 'batch_1',
  state: 'running' as const,
  counts: {
    queued: 0,
    submitting: 0,
    rendering: 0,
    archiving: 0,
    unconfirmed: 0,
    ...counts,
  } as Batch['counts'],
  needs_attention: needs.map(({ reason, count, state }) => ({
    reason,
    count,
    ticks: null,
    parts: [],
    action: '',
    says: '',
    filter: { state },
  })),
})

test('a batch waits for a person once nothing of it moves by itself, and what it waits for is named', () => {
  const doubt = { reason: 'unconfirmed', count: 2, state: 'unconfirmed' }
  expect(heldUpBy(standing({ unconfirmed: 2 }, [doubt]), null)).toEqual([
    { count: 2, words: 'in doubt', filter: { state: 'unconfirmed', batch: 'batch_1' } },
  ])
  expect(heldUpBy(standing({ unconfirmed: 2, rendering: 1 }, [doubt]), null)).toEqual([])
  const money = { reason: 'budget', count: 3, state: 'queued' }
  expect(heldUpBy(standing({ unconfirmed: 2, queued: 3 }, [doubt, money]), null)).toHaveLength(2)
  expect(heldUpBy(standing({ queued: 4 }, [money]), null)).toEqual([])
  const failed = { reason: 'moderated', count: 9, state: 'failed' }
  expect(heldUpBy(standing({ queued: 1 }, [failed]), null)).toEqual([])
})

test('what a paused upstream holds is counted once, also where money is lacking', () => {
  const money = { reason: 'budget', count: 3, state: 'queued' }
  const atPaused = { count: 4, words: 'waiting for xai, which a person paused', filter: { state: 'queued' } }
  expect(heldUpBy(standing({ queued: 4 }, [money]), atPaused).map(({ count }) => count)).toEqual([4])
  expect(heldUpBy(standing({ queued: 5 }, []), atPaused)).toEqual([])
})
