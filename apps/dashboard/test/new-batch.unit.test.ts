import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { batchQuery } from '../src/new-batch/batch-query.ts'
import {
  asMetadata,
  leftOut,
  meaningOf,
  notSaid,
  variableOf,
  withMeaning,
} from '../src/new-batch/column-meaning.ts'
import { bodyOf, type Content, contentAtHand } from '../src/new-batch/content.ts'
import {
  type Draft,
  emptyDraft,
  formOf,
  looksLikeTable,
  promptsOf,
  suggestName,
  withSource,
} from '../src/new-batch/draft.ts'
import { pathsOf } from '../src/new-batch/image-paths.ts'
import { draftOfText, textOfDraft } from '../src/new-batch/keep-draft.ts'
import { knownColumns } from '../src/new-batch/known-columns.ts'
import { readTableLines } from '../src/new-batch/read-table-lines.ts'
import {
  cellOf,
  countEdits,
  countEqual,
  noEdits,
  sentRows,
  type Table,
  withAllEqual,
  withCell,
  withDropped,
  withHeader,
  withLine,
} from '../src/new-batch/table.ts'
import { choicesFor, gathered, troublesIn, troublesOf } from '../src/new-batch/trouble.ts'
import { csvPieces } from '../src/new-batch/write-csv.ts'

const column = (header: string) => ({ header, standsFor: null, variable: header, resembles: null })
const table: Table = {
  columns: ['prompt', 'Ort', 'duration'].map(column),
  rows: [
    { line: 2, cells: ['A "fox", red', 'Köln', '10s'] },
    { line: 4, cells: ['two\r\nlines', '', '99'] },
    { line: 6, cells: ['a;b\tc ', 'x', '99', 'beyond'] },
    { line: 7, cells: ['last', '', ''], unreadable: new Map([[2, 'a formula without a result']]) },
  ],
}
const breathe = async () => {}
const written = (edits = noEdits) => [...csvPieces(table, edits)].join('')
const readAgain = (text: string): string[][] => parse(text, { relax_column_count: true })

test('a table is written as it was read: every column, letter and break, in the order of the file', () => {
  const [header, ...rows] = readAgain(written())
  expect(header).toEqual(['prompt', 'Ort', 'duration'])
  expect(rows.slice(0, 3)).toEqual(table.rows.slice(0, 3).map(({ cells }) => cells))
})

test('a cell without a value is not sent as an empty one, which a default would fill, until it is mended', () => {
  expect(readAgain(written())[4]).toEqual(['last', '', '#VALUE!'])
  const mended = withCell(table, noEdits, 3, 2, '')
  expect(readAgain(written(mended))[4]).toEqual(['last', '', ''])
})

test('a change touches its cell alone, and typing what stood there takes it back', () => {
  const edits = withCell(table, noEdits, 1, 2, '9')
  expect(cellOf(table, edits, 1, 2)).toBe('9')
  expect(readAgain(written(edits))[2]).toEqual(['two\r\nlines', '', '9'])
  expect(readAgain(written(edits))[1]).toEqual(table.rows[0]?.cells)
  expect(countEdits(withCell(table, edits, 1, 2, '99'))).toBe(0)
})

test('what many cells say is changed in all of them, but not in rows that are left out', () => {
  const edits = withDropped(noEdits, 2, true)
  expect(countEqual(table, edits, 2, '99')).toBe(1)
  const changed = withAllEqual(table, edits, 2, '99', '15')
  expect([1, 2].map((row) => cellOf(table, changed, row, 2))).toEqual(['15', '99'])
})

test('rows left out or emptied are not sent, and problems of later rows still find their place', () => {
  let edits = withDropped(noEdits, 0, true)
  for (const place of [0, 1, 2]) edits = withCell(table, edits, 1, place, ' ')
  const rows = sentRows(table, edits)
  expect(rows).toEqual([2, 3])
  const problem = { path: 'duration', row: 1, line: 2, column: 3, code: 'x', message: 'm', allowed: [1, 15] }
  const content: Content = { kind: 'table', table, notices: [] }
  expect(troublesOf([problem], content, rows)).toMatchObject([
    { row: 2, column: 2, rowShown: 1, line: 6, allowed: ['1', '15'] },
  ])
})

test('the file goes as it came until something is changed, then with the changed header and cells', async () => {
  const file = new Blob(['as it came'])
  const source = {
    kind: 'file',
    name: 'a.csv',
    size: 10,
    form: 'sheet',
    file,
    charset: '',
    sheet: '',
  } as const
  const content: Content = { kind: 'table', table, notices: [] }
  const untouched = await bodyOf({ source, edits: noEdits }, content, breathe)
  expect(untouched).toMatchObject({ blob: file, type: 'text/csv', rows: [0, 1, 2, 3] })
  const edits = withHeader(table, noEdits, 1, 'Place')
  const changed = await bodyOf({ source, edits }, content, breathe)
  expect(readAgain(await changed.blob.text())[0]).toEqual(['prompt', 'Place', 'duration'])
})

test('a file of lines keeps the numbers of its lines, whatever is changed or left out', async () => {
  const lines = ['{"prompt":"a"}', '{"prompt":}', '{"prompt":"c"}', '']
  const file = new Blob([lines.join('\n')])
  const source = {
    kind: 'file',
    name: 'a.jsonl',
    size: 9,
    form: 'lines',
    file,
    charset: '',
    sheet: '',
  } as const
  const edits = withDropped(withLine(lines, noEdits, 1, '{"prompt":"b"}'), 0, true)
  const { blob, type } = await bodyOf({ source, edits }, { kind: 'lines', lines }, breathe)
  expect(type).toBe('application/x-ndjson')
  expect(await blob.text()).toBe('\n{"prompt":"b"}\n{"prompt":"c"}\n')
})

test('pasted lines are prompts, each a row; pasted cells are a table', () => {
  expect(promptsOf('a fox\r\n\n  a crow, "black"  \n')).toEqual(['a fox', 'a crow, "black"'])
  const content = contentAtHand({ kind: 'pasted', as: 'prompts', text: 'a, b\nc' })
  expect(content).toMatchObject({ table: { rows: [{ cells: ['a, b'] }, { cells: ['c'] }] } })
  const tables = [
    'prompt,duration\na,5',
    'prompt\tduration\na\t5',
    '"prompt";x',
    'custom_id,prompt\n1,a',
    'prompt\na',
  ]
  expect(tables.map(looksLikeTable)).toEqual(tables.map(() => true))
  const lines = ['a fox, a crow', 'Prompt me, please', 'the model; a car', '']
  expect(lines.map(looksLikeTable)).toEqual(lines.map(() => false))
})

test('only what was said goes into the query, as the api reads it', () => {
  const draft: Draft = { ...emptyDraft, name: ' spring ', variables: [{ name: ' ', values: ['x'] }] }
  expect(Object.fromEntries(batchQuery(draft, null))).toEqual({ name: 'spring' })
  const full: Draft = {
    ...draft,
    map: new Map([['Ratio', 'aspect_ratio']]),
    defaults: { model: 'grok', duration: '10', resolution: '' },
    template: '{prompt}, at {Ort}',
    variables: [{ name: 'light', values: ['dawn', 'dusk'] }],
    takes: '2',
    budgetUsd: '$ 12,50',
    trial: '5',
    stopWhen: { kind: 'own', percent: '20', after: '5' },
    isSkipping: true,
    isReusing: true,
  }
  expect(Object.fromEntries(batchQuery(full, 'imap_1'))).toEqual({
    name: 'spring',
    map: '{"Ratio":"aspect_ratio"}',
    defaults: '{"model":"grok","duration":10}',
    template: '{prompt}, at {Ort}',
    variables: '{"light":["dawn","dusk"]}',
    takes: '2',
    budget_usd: '12.50',
    trial: '5',
    stop_when: '{"failed_share":0.2,"after":5}',
    on_invalid: 'skip',
    reuse: 'true',
    images: 'imap_1',
  })
  expect(batchQuery({ ...draft, budgetUsd: '1,000' }, null).get('budget_usd'), 'left to be refused').toBe(
    '1,000',
  )
})

test('an encoding is named only for the bytes that are in it', () => {
  const source = {
    kind: 'file',
    name: 'a',
    size: 1,
    form: 'sheet',
    file: null,
    charset: 'gb18030',
    sheet: '',
  } as const
  const draft: Draft = { ...emptyDraft, name: 'a', source }
  expect(batchQuery(draft, null).get('charset')).toBe('gb18030')
  expect(batchQuery({ ...draft, edits: withCell(table, noEdits, 0, 0, 'x') }, null).get('charset')).toBeNull()
})

test('a draft comes back from its text with its changes, and with the bytes of a file that is not too large', async () => {
  const bytes = Uint8Array.from({ length: 40_000 }, (_, index) => index % 256)
  const source = {
    kind: 'file',
    name: 'a.csv',
    size: 1,
    form: 'sheet',
    file: new Blob([bytes]),
    charset: '',
    sheet: '',
  } as const
  const edits = withDropped(withLine(['a'], withCell(table, noEdits, 0, 0, 'x'), 0, 'b'), 7, true)
  const draft: Draft = {
    ...withSource(emptyDraft, source, 'a'),
    edits,
    map: new Map([['Ratio', 'aspect_ratio']]),
  }
  const back = draftOfText(await textOfDraft(draft))
  expect(back).toMatchObject({ ...draft, source: { ...source, file: expect.any(Blob) } })
  const file = back?.source.kind === 'file' ? back.source.file : null
  expect(new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes)
  const large = { ...source, file: new Blob([new Uint8Array(1_048_577)]) }
  expect(draftOfText(await textOfDraft({ ...draft, source: large }))?.source).toMatchObject({
    file: null,
    name: 'a.csv',
  })
  expect(draftOfText('{"version":0}')).toBeNull()
  expect(draftOfText('nonsense')).toBeNull()
})

test('another source forgets what was said of the former one’s cells, and keeps the rest', () => {
  const edits = withCell(table, noEdits, 0, 0, 'x')
  const draft: Draft = { ...emptyDraft, edits, map: new Map([['a', 'b']]), budgetUsd: '5', name: 'mine' }
  const next = withSource(draft, { kind: 'pasted', text: 'a', as: 'prompts' }, 'pasted 2026-01-01')
  expect(next).toMatchObject({
    budgetUsd: '5',
    name: 'mine',
    sourceNumber: 1,
    edits: noEdits,
    map: new Map(),
  })
})

test('a name is the file’s with the day; the ending says how a file is read', () => {
  expect(suggestName('shots v2.final.csv', new Date(2026, 10, 3, 23, 59))).toBe('shots v2.final 2026-11-03')
  expect(suggestName('.csv', new Date(2026, 10, 3))).toBe('prompts 2026-11-03')
  expect(['a.CSV', 'a.tsv', 'a', 'a.XLSX', 'a.jsonl'].map(formOf)).toEqual([
    'sheet',
    'sheet',
    'sheet',
    'workbook',
    'lines',
  ])
})

test('the lines of a table become cells and notices; a refusal on the way is thrown with its details', async () => {
  const lines = [
    {
      kind: 'header',
      line: 1,
      columns: [{ header: 'Ratio', stands_for: null, variable: 'Ratio', resembles: 'aspect_ratio' }],
    },
    { kind: 'row', row: 1, line: 3, cells: ['16:9'], unreadable: [{ column: 1, message: 'why' }] },
    { kind: 'end', rows: 1, notices: [{ code: 'encoding_guessed' }] },
  ]
  const textOf = (some: unknown[]) => some.map((line) => `${JSON.stringify(line)}\n`).join('')
  expect(await readTableLines(textOf(lines), breathe)).toEqual({
    table: {
      columns: [{ header: 'Ratio', standsFor: null, variable: 'Ratio', resembles: 'aspect_ratio' }],
      rows: [{ line: 3, cells: ['16:9'], unreadable: new Map([[0, 'why']]) }],
    },
    notices: [{ code: 'encoding_guessed' }],
  })
  await expect(readTableLines(textOf(lines.slice(0, 2)), breathe)).rejects.toThrow('not read to its end')
  const error = { code: 'quote_wrong', message: 'line 9: a quote', details: [{ line: 9 }], total: 1 }
  await expect(readTableLines(textOf([lines[0], { kind: 'refusal', error }]), breathe)).rejects.toMatchObject(
    {
      code: 'quote_wrong',
      message: 'line 9: a quote',
      details: [{ line: 9 }],
    },
  )
})

test('what may stand in a cell is listed where it can be, a range of seconds one by one', () => {
  const listed = (path: string, ...allowed: string[]) => choicesFor({ path, allowed })
  expect(listed('duration', '3 to 6')).toEqual(['3', '4', '5', '6'])
  expect(listed('aspect_ratio', '16:9', '1:1')).toEqual(['16:9', '1:1'])
  expect(listed('image_urls', '1 to 3'), 'a number of images, not an image').toEqual([])
  expect(listed('duration', '1 to 600')).toEqual([])
})

test('what every row lacks is one problem that one word settles; what stands in a cell is told by cell', () => {
  const content: Content = { kind: 'table', table, notices: [] }
  const lacks = (row: number) => ({ path: 'model', row, code: 'required', message: 'm', allowed: ['grok'] })
  const wrong = (row: number) => ({ ...lacks(row), path: 'duration', column: 3 })
  const all = troublesOf([lacks(1), wrong(1), lacks(2), wrong(2), lacks(3)], content, [0, 1, 2, 3])
  expect(gathered(all).map(({ path, row, rows }) => [path, row, rows])).toEqual([
    ['model', 0, 3],
    ['duration', 0, 1],
    ['duration', 1, 1],
  ])
  expect(troublesIn(gathered(all)), 'none of them is held back').toBe(all.length)
})

test('the names of known columns are those of the api', async () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../../packages/core/src/batch/known-columns.ts'),
    'utf8',
  )
  const list = /export const knownColumns = \[([^\]]*)\]/.exec(source)?.[1] ?? ''
  const names = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(10)
  expect(Object.keys(knownColumns).sort()).toEqual(names.sort())
})

test('a column is taken for what a person says; what it would be taken for anyway needs no word', () => {
  const named: Table = {
    columns: [
      { header: 'Ratio', standsFor: null, variable: 'Ratio', resembles: 'aspect_ratio' },
      { header: 'Prompt', standsFor: 'prompt', variable: 'prompt', resembles: null },
    ],
    rows: [],
  }
  const meanings = (draft: Draft) => [0, 1].map((place) => meaningOf(draft, named, place))
  expect(meanings(emptyDraft)).toEqual([notSaid, 'prompt'])
  const used = withMeaning(emptyDraft, named, 0, 'aspect_ratio')
  expect([...used.map]).toEqual([['Ratio', 'aspect_ratio']])
  expect(variableOf(used, named, 0)).toBe('aspect_ratio')
  const kept = withMeaning(used, named, 0, asMetadata)
  expect([...kept.map]).toEqual([['Ratio', 'meta.Ratio']])
  expect(variableOf(kept, named, 0)).toBe('Ratio')
  const out = withMeaning(kept, named, 0, leftOut)
  expect([[...out.map], [...out.edits.headers]]).toEqual([[], [[0, '']]])
  expect(meanings(out)).toEqual([leftOut, 'prompt'])
  const again = withMeaning(withMeaning(out, named, 0, 'aspect_ratio'), named, 1, asMetadata)
  expect(countEdits(again.edits)).toBe(0)
  expect(again.map.get('Prompt')).toBe('meta.Prompt')
  expect(withMeaning(again, named, 1, 'prompt').map.has('Prompt')).toBe(false)
})

test('an image is meant by the paths that end as its own does, whatever their case and slashes', () => {
  const paths = ['shots\\a\\Cat.PNG', './shots/b/cat.png', 'dog.png']
  expect(pathsOf({ name: 'cat.png' }, paths)).toEqual(paths.slice(0, 2))
  expect(pathsOf({ name: 'cat.png', webkitRelativePath: 'shots/b/cat.png' }, paths)).toEqual([paths[1]])
  expect(pathsOf({ name: 'cow.png' }, paths)).toEqual([])
})
