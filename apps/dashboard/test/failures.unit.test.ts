import { expect, test } from 'vitest'
import { failuresText, sharesText, shareText } from '../src/failures/group-words.ts'

test('a share is told in whole hundredths, and little is not nothing', () => {
  expect([shareText(0), shareText(0.004), shareText(0.083), shareText(1)]).toEqual([
    '0 %',
    '< 1 %',
    '8 %',
    '100 %',
  ])
})

test('shares name the largest three', () => {
  const shares = [4, 3, 2, 1].map((count, index) => ({ name: `u${index}`, count }))
  expect(sharesText(shares)).toBe('u0 40 %, u1 30 %, u2 20 % and 1 other')
})

test('failures are never taken for jobs', () => {
  expect(failuresText({ count: 13, jobs: 5 })).toBe(
    '13 failures in 5 jobs: some failed with it more than once',
  )
  expect(failuresText({ count: 2, jobs: 1 })).toBe('2 failures in 1 job: it failed with it more than once')
  expect(failuresText({ count: 5, jobs: 5 })).toBe('5 failures, each in a job of its own')
  expect(failuresText({ count: 1, jobs: 1 })).toBe('1 failure')
})
