import type { JsonValue } from '@reelkeep/core'
import { byteOrderMark, csvLine, numberCell, textCell } from './csv-line.ts'

export type ExportFormat = 'csv' | 'jsonl'

export type TableColumn<Row> = {
  readonly name: string
  /** Decimal text or a JSON number: never quoted. */
  readonly isNumber?: true
  readonly value: (row: Row) => JsonValue
}

/** Pages of rows as lines, in the columns' order: cells that no spreadsheet takes for a formula, or JSON as it is. */
export async function* tableLines<Row>(
  columns: readonly TableColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield byteOrderMark + csvLine(columns.map(({ name }) => name))
  for await (const rows of pages) {
    yield rows.map((row) => (format === 'csv' ? csvOf(columns, row) : jsonOf(columns, row))).join('')
  }
}

function csvOf<Row>(columns: readonly TableColumn<Row>[], row: Row): string {
  return csvLine(
    columns.map(({ value, isNumber }) => (isNumber ? numberCell(value(row)) : textCell(value(row)))),
  )
}

function jsonOf<Row>(columns: readonly TableColumn<Row>[], row: Row): string {
  return `${JSON.stringify(Object.fromEntries(columns.map(({ name, value }) => [name, value(row)])))}\n`
}
