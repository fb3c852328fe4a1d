import { expect, test } from 'vitest'
import { WarningGroups } from '../src/batches/warning-groups.ts'
import type { Detail } from '../src/errors.ts'

const warning = (row: number | null, code: string, path: string | null, message: string): Detail => ({
  path,
  row,
  ...(row === null ? {} : { line: row + 1 }),
  code,
  message,
  allowed: null,
})

test('counts values by what was read as what, and other warnings by what they say apart from figures', () => {
  const groups = new WarningGroups()
  for (let row = 1; row <= 500; row += 1) {
    const text = row % 100 === 0 ? '6s' : '10s'
    groups.add([warning(row, 'understood', 'duration', `"${text}" was read`)])
    if (row > 498) groups.add([warning(row, 'row_equal', 'prompt', `the same as row ${row - 9}`)])
  }
  groups.add([warning(null, 'encoding_guessed', null, 'read as gb18030')])
  expect(groups.all()).toEqual([
    {
      code: 'encoding_guessed',
      path: null,
      message: 'read as gb18030',
      same: true,
      count: 1,
      sample: [{ row: null }],
    },
    {
      code: 'row_equal',
      path: 'prompt',
      message: 'the same as row 490',
      same: false,
      count: 2,
      sample: [
        { row: 499, line: 500 },
        { row: 500, line: 501 },
      ],
    },
    {
      code: 'understood',
      path: 'duration',
      message: '"10s" was read',
      same: true,
      count: 495,
      sample: [1, 2, 3].map((row) => ({ row, line: row + 1 })),
    },
    expect.objectContaining({ message: '"6s" was read', count: 5 }),
  ])
})

test('stays small however many things are said, and counts each', () => {
  const groups = new WarningGroups()
  for (let row = 1; row <= 5_000; row += 1) {
    groups.add([warning(row, 'image_not_checked', `items[${row}].image_urls[0]`, `link ${'x'.repeat(row)}`)])
  }
  const all = groups.all()
  expect(all).toHaveLength(21)
  expect(all.at(-1)).toMatchObject({ path: 'items[].image_urls[]', same: false, count: 4_980 })
})
