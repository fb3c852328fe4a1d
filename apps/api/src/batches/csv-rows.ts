import { Readable } from 'node:stream'
import { type Column, readHeader, readRow, rowVariables } from '@reelkeep/core'
import { CsvError, type InfoRecord, parse } from 'csv-parse'
import { type Detail, invalidRequest } from '../errors.ts'
import { detectSeparator } from './detect-separator.ts'
import { rowLengthMax, type SourceRow } from './source-row.ts'

export type CsvFile = {
  /** The header as the file has it, in its order. */
  readonly header: readonly string[]
  readonly rows: AsyncIterable<SourceRow>
}

/** Reads a sheet: comma, semicolon or tab, quotes, CRLF, empty lines. The header decides before the first row is read. */
export async function readCsv(text: AsyncIterable<string>): Promise<CsvFile> {
  const { separator, linesBefore, text: whole } = await detectSeparator(text)
  const parser = parse({
    bom: true,
    delimiter: separator,
    info: true,
    max_record_size: rowLengthMax,
    relax_column_count: true,
    relax_quotes: false,
    skip_empty_lines: false,
  })
  const source = Readable.from(whole)
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  const records = recordsOf(parser, linesBefore, () => source.destroy())
  const first = await nextFilled(records)
  const { columns, problems } = readHeader(first?.cells ?? [])
  if (problems.length > 0) {
    await records.return(undefined)
    throw invalidRequest(
      problems.map(
        (problem): Detail => ({
          path: problem.path,
          row: null,
          line: first?.line ?? 1,
          ...columnOfHeader(columns, problem.path),
          code: problem.code,
          message: problem.message,
          allowed: problem.allowed ?? null,
        }),
      ),
    )
  }
  return { header: columns.map((column) => column.header), rows: rowsOf(records, columns) }
}

type CsvRecord = { readonly cells: readonly string[]; readonly line: number }

async function* rowsOf(
  records: AsyncGenerator<CsvRecord>,
  columns: readonly Column[],
): AsyncGenerator<SourceRow> {
  const columnOf = (path: string) => columnNumber(columns, path)
  try {
    for (let row = 1; ; row += 1) {
      const record = await nextFilled(records)
      if (record === null) return
      yield {
        row,
        line: record.line,
        pathPrefix: '',
        reading: readRow(columns, record.cells),
        variables: rowVariables(columns, record.cells),
        data: dataOf(columns, record.cells),
        columnOf,
      }
    }
  } finally {
    await records.return(undefined)
  }
}

function dataOf(columns: readonly Column[], cells: readonly string[]): { readonly [header: string]: string } {
  return Object.fromEntries(columns.map(({ header }, index) => [header, cells[index] ?? '']))
}

/** Skips lines without any text: they are no rows and are not counted. */
async function nextFilled(records: AsyncGenerator<CsvRecord>): Promise<CsvRecord | null> {
  for (;;) {
    const next = await records.next()
    if (next.done === true) return null
    if (next.value.cells.some((cell) => cell.trim() !== '')) return next.value
  }
}

async function* recordsOf(
  parser: AsyncIterable<unknown>,
  linesBefore: number,
  letGo: () => void,
): AsyncGenerator<CsvRecord> {
  let line = linesBefore + 1
  try {
    for await (const item of parser) {
      const { record, info } = asRecord(item)
      yield { cells: record, line }
      // The reader counts the line breaks it has passed, those inside quotes too.
      line = linesBefore + info.lines + 1
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable(error, line)
  } finally {
    // Whoever stops early must not leave a half-read body behind.
    letGo()
  }
}

/** With `info: true` the parser gives each row beside where it stood; its types do not say so. */
function asRecord(item: unknown): { record: readonly string[]; info: InfoRecord } {
  return item as { record: readonly string[]; info: InfoRecord }
}

function unreadable(error: CsvError, line: number): Error {
  const isTooLong = error.code === 'CSV_MAX_RECORD_SIZE'
  const message = isTooLong
    ? `the row has more than ${rowLengthMax} characters; a quote may be missing its end`
    : 'a double quote stands where none may be, or has no end; inside quotes write it twice ("")'
  return invalidRequest([
    {
      path: null,
      row: null,
      line,
      code: isTooLong ? 'row_too_long' : 'quote_wrong',
      message: `line ${line}: ${message}`,
      allowed: null,
    },
  ])
}

function columnOfHeader(columns: readonly Column[], path: string): { column?: number } {
  const column = columnNumber(columns, path)
  return column === null ? {} : { column }
}

function columnNumber(columns: readonly Column[], path: string): number | null {
  const name = path.replace(/\[\d+\]$/, '')
  const index = columns.findIndex((column) =>
    column.kind === 'known' ? column.name === name || column.header === path : column.header === path,
  )
  return index === -1 ? null : index + 1
}
