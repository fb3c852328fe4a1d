import { expect, test } from 'vitest'
import { textCell } from '../src/export/csv-line.ts'

test.each([
  ['plain words', 'plain words'],
  ['=SUM(A1)', `"'=SUM(A1)"`],
  [' +cmd|calc', `"' +cmd|calc"`],
  ['\u00a0-1+1', `"'\u00a0-1+1"`],
  ['@now', `"'@now"`],
  ['\tcell', `"'\tcell"`],
  ['＝1+1', `"'＝1+1"`],
  ['\u200b=1+1', `"'\u200b=1+1"`],
  ['\v\u2009-1+1', `"'\v\u2009-1+1"`],
  ['first\n=second', `"first\n'=second"`],
  ['-5', '-5'],
  ['+0.25', '+0.25'],
  ['say "yes", twice', '"say ""yes"", twice"'],
  [null, ''],
  [['a.png', 'b.png'], 'a.png|b.png'],
  [{ a: 1 }, '"{""a"":1}"'],
  [true, 'true'],
])('the cell of %j is %s', (value, cell) => {
  expect(textCell(value)).toBe(cell)
})
