import { expect, test } from 'vitest'
import { sharesText, shareText } from '../src/failures/group-words.ts'

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
