import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsvRecords } from '../src/batches/csv-records.ts'
import type { Detail } from '../src/errors.ts'

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

type Reading = { readonly rows: unknown[]; readonly warnings: string[]; readonly notices: readonly Detail[] }

async function read(text: string, size = 7): Promise<Reading> {
  const notices: Detail[] = []
  const reading: Reading = { rows: [], warnings: [], notices }
  for await (const { cells, line, warnings } of readCsvRecords(pieces(text, size), notices)) {
    reading.rows.push([line, ...cells])
    for (const [index, { code }] of warnings ?? []) reading.warnings.push(`${line}.${index + 1} ${code}`)
  }
  return reading
}

const header = 'prompt\tmodel\n'
const first = [1, 'prompt', 'model']

describe('tab-separated text typed by hand', () => {
  test('keeps the quotes inside a cell, without a word', async () => {
    const { rows, warnings, notices } = await read(`${header}A sign saying "open"\tm\nA 12" disc\tm`)
    expect(rows).toEqual([first, [2, 'A sign saying "open"', 'm'], [3, 'A 12" disc', 'm']])
    expect([warnings, notices]).toEqual([[], []])
  })

  test.each([
    ['words after the closing quote', '"Yes" she said\tm\nA fox\tm\n', '"Yes" she said'],
    ['no closing quote', '"Yes she said\tm\nA fox\tm\n', '"Yes she said'],
    ['a quote in the next row', '"Yes she said\tm\nA fox\t"m\n', '"Yes she said'],
    ['white space before the tab', '"Yes" \tm\nA fox\tm\n', '"Yes" '],
  ])('keeps a quote at the beginning of a cell with %s, and says so', async (_, text, cell) => {
    const { rows, warnings } = await read(header + text)
    expect(rows.slice(0, 2)).toEqual([first, [2, cell, 'm']])
    expect(rows).toHaveLength(3)
    expect(warnings[0]).toBe('2.1 quote_stray')
  })

  test('stays as many rows as it has lines where a quote begins a cell in one and ends one in another', async () => {
    const { rows, warnings } = await read(`${header}"Hello\tm\nA fox\tm\n\nthe end"\tm\n"\tm\n"\tm\n`)
    expect(rows).toEqual([
      first,
      [2, '"Hello', 'm'],
      [3, 'A fox', 'm'],
      [4, ''],
      [5, 'the end"', 'm'],
      [6, '"', 'm'],
      [7, '"', 'm'],
    ])
    expect(warnings).toEqual(['2.1 quote_stray', '6.1 quote_stray', '7.1 quote_stray'])
  })

  test('names the lines that became one row where it cannot be told whether they are several', async () => {
    const wide = 'prompt\tmodel\tnote\n'
    const tabs = await read(`${wide}"Hello\tm\nthe end"\tm\n`)
    expect(tabs.rows).toEqual([
      [1, 'prompt', 'model', 'note'],
      [2, 'Hello\tm\nthe end', 'm'],
    ])
    expect(tabs.warnings).toEqual(['2.1 lines_joined'])
    const plain = await read(`${wide}"Hello\nthe end"\tm\t\n12" disc\tm\t"all"\n`)
    expect(plain.rows).toHaveLength(3)
    expect(plain.notices.map(({ line, code }) => [line, code])).toEqual([
      [2, 'lines_joined'],
      [4, 'quotes_taken_off'],
    ])
  })

  test('says that a tab between two quotes makes one cell of what may be two', async () => {
    const { rows, warnings } = await read(`${header}"12\t13"\tm\n`)
    expect([rows[1], warnings]).toEqual([[2, '12\t13', 'm'], ['2.1 tab_in_cell']])
  })

  test('is read in time that grows with its size, however many quotes open', async () => {
    // By the square of its size it would not be done before the test's end.
    const lines = Array.from({ length: 200_000 }, (_, row) => `"row ${row}\tm\n${row}"\tm`)
    const { rows } = await read(`${header}${lines.join('\n')}\n`, 65_536)
    expect(rows).toHaveLength(400_001)
  })

  test('is refused by its line when a row has more than a row may have', async () => {
    await expect(read(`${header}A fox\tm\n"${'x'.repeat(1_100_000)}`, 65_536)).rejects.toMatchObject({
      details: [{ line: 3, code: 'row_too_long' }],
    })
  })
})

test('tab-separated text as spreadsheets write it is read as it was, in pieces of any size', async () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('a\tb', 'a\nb', 'a\r\nb', '"', '""', 'say "yes"', ''))
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    )
  const written = (text: string) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      async (table, size, lineEnd) => {
        const names = table[0]?.map((_, index) => `column ${index}`) ?? []
        const text = [names, ...table].map((row) => row.map(written).join('\t') + lineEnd).join('')
        const { rows, warnings } = await read(text, size)
        expect(rows.map((row) => (row as string[]).slice(1))).toEqual([names, ...table])
        expect(warnings.filter((warning) => !warning.endsWith('tab_in_cell'))).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
})
