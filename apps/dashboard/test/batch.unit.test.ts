import { expect, test } from 'vitest'
import type { Job } from '../src/api/types.ts'
import { budgetParts } from '../src/batch/budget-parts.ts'
import { wallGroups } from '../src/batch/wall/wall-groups.ts'

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
