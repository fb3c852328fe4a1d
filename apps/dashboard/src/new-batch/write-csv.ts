import { cellOf, type Edits, headerOf, sentRows, type Table } from './table.ts'

const pieceLength = 1_000_000

/**
 * The table as CSV, with what was changed: all columns, in the order of the file. In pieces, so that whoever puts them
 * together can let the page breathe in between.
 */
export function* csvPieces(table: Table, edits: Edits): Generator<string> {
  const headers = table.columns.map((_, column) => headerOf(table, edits, column))
  let piece = csvLine(headers)
  for (const row of sentRows(table, edits)) {
    piece += csvLine(cellsOf(table, edits, row))
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}

function cellsOf(table: Table, edits: Edits, row: number): string[] {
  const { cells = [], unreadable } = table.rows[row] ?? {}
  const width = Math.max(cells.length, table.columns.length)
  return Array.from({ length: width }, (_, column) => {
    const isUnreadable = unreadable?.has(column) === true && !edits.cells.has(`${row}:${column}`)
    // Sent as empty it would be filled with a default, and nobody would know. The api refuses the error of a formula.
    return isUnreadable ? '#VALUE!' : cellOf(table, edits, row, column)
  })
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Also what another separator would split: the api guesses it from the header. */
function csvCell(text: string): string {
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
