import { type Column, type HeaderMap, type Problem, readHeader, readRow, rowVariables } from '@reelkeep/core'
import { type Detail, invalidRequest } from '../errors.ts'
import type { SourceRow } from './source-row.ts'

/** A line of a sheet, whichever format it came in. */
export type SheetRecord = {
  readonly cells: readonly string[]
  /** The file's line, or the sheet's own row number. */
  readonly line: number
  /** Cells that have no value to show, by their place from 0, with why. */
  readonly broken?: ReadonlyMap<number, Omit<Problem, 'path'>>
  /** Cells that may be meant otherwise than they were read, by their place from 0. */
  readonly warnings?: ReadonlyMap<number, Omit<Problem, 'path'>>
}

export type Sheet = {
  /** The header as the file has it, in its order. */
  readonly header: readonly string[]
  /** Which of the columns stand for a prompt. */
  readonly hasPrompt: boolean
  readonly columns: readonly Column[]
  readonly rows: AsyncIterable<SourceRow>
}

/** Makes rows of records: the first filled one is the header, which decides before the first row is read. */
export async function readSheet(
  records: AsyncGenerator<SheetRecord>,
  map: HeaderMap,
  notices: Detail[],
): Promise<Sheet> {
  const first = await nextFilled(records)
  const { columns, problems } = readHeader(first?.cells ?? [], map)
  if (problems.length > 0) {
    await records.return(undefined)
    throw invalidRequest(
      problems.map((problem): Detail => {
        const column = columnNumber(columns, problem.path)
        return {
          path: problem.path,
          row: null,
          line: first?.line ?? 1,
          ...(column === null ? {} : { column }),
          code: problem.code,
          message: problem.message,
          allowed: problem.allowed ?? null,
        }
      }),
    )
  }
  return {
    header: columns.map((column) => column.header),
    hasPrompt: columns.some(
      ({ kind, ...column }) => kind === 'known' && 'name' in column && column.name === 'prompt',
    ),
    columns,
    rows: rowsOf(records, columns, notices),
  }
}

async function* rowsOf(
  records: AsyncGenerator<SheetRecord>,
  columns: readonly Column[],
  notices: Detail[],
): AsyncGenerator<SourceRow> {
  const columnOf = (path: string) => columnNumber(columns, path)
  const unnamed = new Set(columns.flatMap(({ kind }, index) => (kind === 'unnamed' ? [index] : [])))
  try {
    for (let row = 1; ; row += 1) {
      const record = await nextFilled(records)
      if (record === null) return
      noticeUnnamed(unnamed, record, row, notices)
      const reading = readRow(columns, record.cells)
      yield {
        row,
        line: record.line,
        pathPrefix: '',
        reading: {
          ...reading,
          problems: [...brokenProblems(columns, record), ...reading.problems],
          warnings: [...recordWarnings(columns, record), ...reading.warnings],
        },
        variables: rowVariables(columns, record.cells),
        data: dataOf(columns, record.cells),
        columnOf,
      }
    }
  } finally {
    await records.return(undefined)
  }
}

/** Text under no header goes nowhere; said once for each such column. */
function noticeUnnamed(unnamed: Set<number>, record: SheetRecord, row: number, notices: Detail[]): void {
  for (const index of unnamed) {
    if ((record.cells[index] ?? '').trim() === '') continue
    unnamed.delete(index)
    const message = `column ${index + 1} has no header, so that what stands in it is left out`
    const place = { row, line: record.line, column: index + 1 }
    notices.push({ path: null, ...place, code: 'column_unnamed', message, allowed: null })
  }
}

function recordWarnings(columns: readonly Column[], { warnings }: SheetRecord): Problem[] {
  return [...(warnings ?? [])].map(([index, warning]) => ({ path: pathOf(columns[index]), ...warning }))
}

function pathOf(column: Column | undefined): string {
  if (column === undefined || column.kind === 'unnamed') return 'row'
  return column.kind === 'known' ? column.name : column.header
}

/** What a spreadsheet shows, and saves, where a formula came to nothing. */
const errorValue = /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$|^Err:5\d\d$/

function brokenProblems(columns: readonly Column[], { cells, broken }: SheetRecord): Problem[] {
  return columns.flatMap((column, index): Problem[] => {
    if (column.kind === 'unnamed') return []
    const path = pathOf(column)
    const known = broken?.get(index)
    if (known !== undefined) return [{ path, ...known }]
    const text = (cells[index] ?? '').trim()
    if (!errorValue.test(text)) return []
    const message = `the cell holds ${text}, the error of a spreadsheet's formula; correct the formula or type the value`
    return [{ path, code: 'cell_is_error', message }]
  })
}

function dataOf(columns: readonly Column[], cells: readonly string[]): { readonly [header: string]: string } {
  return Object.fromEntries(columns.map(({ header }, index) => [header, cells[index] ?? '']))
}

/** Skips lines without any text: they are no rows and are not counted. */
export async function nextFilled(records: AsyncGenerator<SheetRecord>): Promise<SheetRecord | null> {
  for (;;) {
    const next = await records.next()
    if (next.done === true) return null
    const { cells, broken } = next.value
    if (cells.some((cell) => cell.trim() !== '') || (broken?.size ?? 0) > 0) return next.value
  }
}

function columnNumber(columns: readonly Column[], path: string): number | null {
  const name = path.replace(/\[\d+\]$/, '')
  const index = columns.findIndex((column) =>
    column.kind === 'known' ? column.name === name || column.header === path : column.header === path,
  )
  return index === -1 ? null : index + 1
}
